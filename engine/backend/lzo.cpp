// lzo: liblzo2's lzo1x_1. The kernel's lzo is the same format and search with a smaller table (docs/backends.md).
// liblzo2 is GPL-2.0-or-later; this file is compiled only with ZRAMLAB_LZO.
#include "engine/backend/library_bytes.h"
#include "engine/backend/parameters.h"
#include "engine/base/check.h"

#include <lzo/lzo1x.h>

namespace zramlab {
namespace {

class Lzo final : public Backend {
 public:
  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    // lzo1x_1 takes no room: its worst case, n + n/16 + 67, is what the two pages are for.
    static_assert(stream_buffer_bytes >= page_bytes + page_bytes / 16 + 67);
    lzo_uint written = 0;
    const int result = lzo1x_1_compress(source<unsigned char>(page), page.size(), target<unsigned char>(output),
                                        &written, work_memory_.get());
    if (result != LZO_E_OK) return Outcome::backend_failed;
    length = written;
    return Outcome::ok;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    lzo_uint restored = page.size();
    const int result = lzo1x_decompress_safe(source<unsigned char>(input), input.size(), target<unsigned char>(page),
                                             &restored, nullptr);
    return result == LZO_E_OK && restored == page.size() ? Outcome::ok : Outcome::backend_failed;
  }

 private:
  std::unique_ptr<std::byte[]> work_memory_ = std::make_unique<std::byte[]>(LZO1X_1_MEM_COMPRESS);
};

class LzoCodec final : public Codec {
 public:
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Lzo>(); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return LZO1X_1_MEM_COMPRESS; }
  [[nodiscard]] bool decompression_has_state() const override { return false; }
};

}  // namespace

std::shared_ptr<const Codec> make_lzo_codec(ParameterReader&) {
  ZRAMLAB_CHECK(lzo_init() == LZO_E_OK, "liblzo2 must have been built for this compiler's type sizes");
  return std::make_shared<LzoCodec>();
}

}  // namespace zramlab
