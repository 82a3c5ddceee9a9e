// Compression backends behind create / destroy / compress / decompress, as in the 2014 patch.
#pragma once

#include "engine/base/outcome.h"
#include "engine/base/types.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

// Room for a page's compressed form: output may exceed its input (LZO's worst case is n + n/16 + 67).
inline constexpr std::size_t stream_buffer_bytes = 2 * page_bytes;
using StreamBuffer = std::span<std::byte, stream_buffer_bytes>;

// One compression context: what a stream holds besides its buffer. Destroyed by its destructor.
//
// 1. Used by one thread at a time.
// 2. compress and decompress allocate nothing.
class Backend {
 public:
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  // Compresses `page` into `output`. ENSURES on ok: 1 <= length <= stream_buffer_bytes, and the same page gives the same
  // bytes in every context of the same codec.
  virtual Outcome compress(PageView page, StreamBuffer output, std::size_t& length) = 0;

  // Restores a page from what compress() made. Any input is safe: one that is not a whole page's compressed form gives
  // backend_failed (or, where the format cannot tell, some page).
  virtual Outcome decompress(ByteView input, PageSpan page) = 0;

  // The beginning of `output`, made by compress(), that says everything: all of it, but for a context that only pretends to have
  // compressed. Copying that much stores the page.
  [[nodiscard]] virtual ByteView telling_part(ByteView output) const { return output; }

  // Which of the distinct contents `input` is the compressed form of, where the context can tell: a virtual platform looks the
  // price of decompressing it up by that.
  [[nodiscard]] virtual ContentIndex content_of(ByteView /*input*/) const { return no_content; }

 protected:
  Backend() = default;
};

// A backend with its parameters: what `--codec zstd:level=3` names. Immutable, shared by all threads.
class Codec {
 public:
  virtual ~Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  // A new context. THROWS std::bad_alloc.
  [[nodiscard]] virtual std::unique_ptr<Backend> create() const = 0;

  // Bytes one context takes for compression, without the stream's buffer; the library's own figure where it has one.
  [[nodiscard]] virtual std::size_t work_memory_bytes() const = 0;

  // Whether decompress() uses the context's memory; false for LZO and LZ4, whose decompression keeps no state.
  [[nodiscard]] virtual bool decompression_has_state() const = 0;

 protected:
  Codec() = default;
};

// Parameters as written: "level=3,dictionary=FILE". A backend takes out what it knows and refuses the rest.
using BackendParameters = std::map<std::string, std::string, std::less<>>;

}  // namespace zramlab
