// lz4hc: LZ4's format by a deeper search. The state's 256 KiB are cleared for every page, as in the kernel.
#include "engine/backend/library_bytes.h"
#include "engine/backend/parameters.h"

#include <lz4.h>
#include <lz4hc.h>

namespace zramlab {
namespace {

// liblz4's levels 10 to 12 are another search, which the kernel does not have, and allocate for every page.
constexpr int level_max = 9;

constexpr int page_size = static_cast<int>(page_bytes);
constexpr int buffer_size = static_cast<int>(stream_buffer_bytes);

class Lz4hc final : public Backend {
 public:
  explicit Lz4hc(int level) : level_(level) {}

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    const int written = LZ4_compress_HC_extStateHC(&state_, source<char>(page), target<char>(output), page_size,
                                                   buffer_size, level_);
    if (written <= 0) return Outcome::backend_failed;
    length = static_cast<std::size_t>(written);
    return Outcome::ok;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    const int input_size = static_cast<int>(input.size());
    const int restored = LZ4_decompress_safe(source<char>(input), target<char>(page), input_size, page_size);
    return restored == page_size ? Outcome::ok : Outcome::backend_failed;
  }

 private:
  int level_;
  LZ4_streamHC_t state_;
};

class Lz4hcCodec final : public Codec {
 public:
  explicit Lz4hcCodec(int level) : level_(level) {}
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Lz4hc>(level_); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return static_cast<std::size_t>(LZ4_sizeofStateHC()); }
  [[nodiscard]] bool decompression_has_state() const override { return false; }

 private:
  int level_;
};

}  // namespace

std::shared_ptr<const Codec> make_lz4hc_codec(ParameterReader& parameters) {
  return std::make_shared<Lz4hcCodec>(
      parameters.take_number("level", LZ4HC_CLEVEL_MIN, level_max, LZ4HC_CLEVEL_DEFAULT));
}

}  // namespace zramlab
