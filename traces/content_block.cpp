#include "traces/content_block.h"

#include "engine/base/check.h"
#include "traces/format.h"

#include <zstd.h>

#include <bit>

namespace zramlab {

void ContentCompressor::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

ContentCompressor::ContentCompressor(int level) : context_(ZSTD_createCCtx()) {
  ZRAMLAB_CHECK(context_ != nullptr, "zstd could not have a compression context");
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
  // The whole of the largest block, so that its last page finds its like among the first.
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, std::bit_width(block_contents_bytes_max - 1));
}

ByteView ContentCompressor::compress(ByteView pages) {
  output_.resize(ZSTD_compressBound(pages.size()));
  const std::size_t bytes =
      ZSTD_compress2(context_.get(), output_.data(), output_.size(), pages.data(), pages.size());
  ZRAMLAB_CHECK(ZSTD_isError(bytes) == 0, "zstd cannot fail with room for its bound");
  return ByteView(output_).first(bytes);
}

const char* decompress_contents(ByteView frame, ByteSpan pages) {
  const std::size_t frame_bytes = ZSTD_findFrameCompressedSize(frame.data(), frame.size());
  if (ZSTD_isError(frame_bytes) != 0) return ZSTD_getErrorName(frame_bytes);
  if (frame_bytes != frame.size()) return "data after the frame";
  const std::size_t bytes = ZSTD_decompress(pages.data(), pages.size(), frame.data(), frame.size());
  if (ZSTD_isError(bytes) != 0) return ZSTD_getErrorName(bytes);
  return bytes == pages.size() ? nullptr : "too few bytes";
}

}  // namespace zramlab
