// A codec for simulated worlds: knows each page's compressed length, and compresses none.
#pragma once

#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <memory>

namespace zramlab {

// Compressing a page that lies in the PageStore writes a token with the page's number, and says the length that the cost
// table has; decompressing the token copies the page back. Anything else (a page that a partial write patched, or one whose
// compressed form is shorter than a token) really goes through the real codec.
//
// 1. Lengths, and so all memory accounting, are the real codec's.
// 2. Bytes of the output behind the token are left as they were.
// 3. What a context costs in memory is what the real codec says; a context of the real one is made when it is first needed.
class FrozenCodec final : public Codec {
 public:
  // REQUIRES that `costs` was made for `contents` and for `real`.
  FrozenCodec(std::shared_ptr<const Codec> real, std::shared_ptr<const PageStore> contents,
              std::shared_ptr<const CostTable> costs);

  [[nodiscard]] std::unique_ptr<Backend> create() const override;
  [[nodiscard]] std::size_t work_memory_bytes() const override { return parts_.real->work_memory_bytes(); }
  [[nodiscard]] bool decompression_has_state() const override { return parts_.real->decompression_has_state(); }

  // What every context shares.
  struct Parts {
    std::shared_ptr<const Codec> real;
    std::shared_ptr<const PageStore> contents;
    std::shared_ptr<const CostTable> costs;
  };

 private:
  Parts parts_;
};

}  // namespace zramlab
