// A block of distinct pages as one zstd frame.
#pragma once

#include "engine/base/types.h"

#include <memory>
#include <vector>

struct ZSTD_CCtx_s;

namespace zramlab {

// Reuses its context: a compressor of the highest levels has tens of megabytes of tables.
class ContentCompressor {
 public:
  // `level` as zstd's, 1 to 22.
  explicit ContentCompressor(int level);

  // ENSURES the view stays valid until the next call.
  ByteView compress(ByteView pages);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
  std::vector<std::byte> output_;
};

// Fills `pages` from one zstd frame. nullptr if it yields exactly that many bytes, otherwise zstd's
// words for what is wrong. Never writes beyond `pages`, whatever the frame claims.
[[nodiscard]] const char* decompress_contents(ByteView frame, ByteSpan pages);

}  // namespace zramlab
