// The bytes of a file, decompressed on the way if it begins as a zstd frame. Of a long file that happens on a thread of its own, ahead of
// whoever uses them.
#pragma once

#include "engine/base/types.h"
#include "traces/importers/read_ahead.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

struct ZSTD_DCtx_s;

namespace zramlab {

// OWNS the open file. Memory is bounded: a megabyte for reading ahead, and zstd refuses frames that need a window above 128 MiB.
class ByteSource {
 public:
  enum class Ahead : bool { never, when_long };

  // THROWS InputError (bad_input) if the file cannot be opened.
  explicit ByteSource(std::filesystem::path file, Ahead ahead = Ahead::when_long);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  // Fills as much of `buffer` as there is; less than all of it only at the end. THROWS InputError
  // (bad_input) that names file and byte if reading or decompressing fails.
  [[nodiscard]] std::size_t read(ByteSpan buffer);

  // The next bytes where they lie, at most input_block_bytes of them, until the next call; none at the end. THROWS as read() does.
  [[nodiscard]] ByteView next_block();

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const;
  };

  std::size_t take_ahead(ByteSpan buffer);
  std::size_t read_now(ByteSpan buffer);
  std::size_t read_file(ByteSpan buffer);
  std::size_t read_frame(ByteSpan buffer);
  bool refill();
  std::size_t fill_from_file(ByteSpan buffer);

  std::filesystem::path file_;
  int descriptor_;
  bool may_read_ahead_;
  std::uint64_t read_bytes_ = 0;  // before the thread was there
  std::unique_ptr<ZSTD_DCtx_s, Free> decompressor_;  // none for a plain file
  std::vector<std::byte> input_;                     // bytes of the file not yet passed on
  ByteView unread_;                                  // the rest of input_
  std::uint64_t offset_ = 0;                         // of the end of input_ in the file
  bool within_frame_ = false;
  std::vector<std::byte> own_block_;  // for next_block() before there is ahead_
  ByteView block_;                    // what is left of the last one of ahead_
  std::unique_ptr<ReadAhead> ahead_;  // none before a file has shown to be long; its thread then uses what is above own_block_
};

}  // namespace zramlab
