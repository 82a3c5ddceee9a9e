// Every distinct page compressed once, before the clock starts.
#pragma once

#include "engine/backend/backend.h"
#include "traces/page_store.h"
#include "traces/spilling_allocator.h"
#include "workloads/plan.h"

#include <cstdint>
#include <memory>

namespace zramlab {

// What the bare loop reads, and how much memory a device will want. Checked when made: each page must come back as it
// was, so that no strategy is measured with a codec that loses data.
class PreparedPages {
 public:
  // THROWS InputError (failed) when a page does not survive the codec.
  PreparedPages(const PageStore& contents, const Codec& codec, std::size_t huge_threshold);

  [[nodiscard]] bool is_same_filled(ContentIndex content) const { return stored_bytes_[content] == 0; }
  [[nodiscard]] std::size_t huge_threshold() const { return huge_threshold_; }
  // Bytes that the pool stores for this page: 0 same-filled, 4096 huge.
  [[nodiscard]] std::size_t stored_bytes(ContentIndex content) const { return stored_bytes_[content]; }

  Outcome restore(ContentIndex content, Backend& backend, PageSpan page) const;

  // Bytes that the plan keeps stored at most: for each slot its largest page.
  [[nodiscard]] std::uint64_t stored_bytes_max(const Plan& plan) const;

 private:
  const PageStore& contents_;
  std::size_t huge_threshold_;
  SpillingTable<std::uint16_t> stored_bytes_;
  SpillingTable<std::uint64_t> offsets_;
  SpillingTable<std::byte> compressed_;
};

}  // namespace zramlab
