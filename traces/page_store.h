// The distinct page contents of a trace or a workload, in one block of memory.
#pragma once

#include "engine/base/types.h"
#include "traces/mapping.h"
#include "traces/spilling_allocator.h"

#include <cstddef>
#include <cstdint>

namespace zramlab {

// XXH3-64 of a page: what a read is verified against.
std::uint64_t content_hash(PageView page);

// 1. Pages are aligned to 4096 bytes and lie one after the other; move-only.
// 2. Reading from many threads is safe; add() is not safe against anything.
// 3. add() may move the block: it invalidates every view that page() gave out.
class PageStore {
 public:
  PageStore() = default;

  // `count` pages of zeros whose hashes are 0, to be filled through mutable_page() and set_hash().
  // THROWS InputError if this machine cannot hold them.
  explicit PageStore(std::size_t count);

  // Appends a page, equal to an earlier one or not, and hashes it.
  ContentIndex add(PageView page);

  [[nodiscard]] std::size_t count() const { return hashes_.size(); }

  // REQUIRES index < count().
  [[nodiscard]] PageView page(ContentIndex index) const {
    return PageView(memory_.data() + index * page_bytes, page_bytes);
  }
  [[nodiscard]] std::uint64_t hash(ContentIndex index) const { return hashes_[index]; }

  [[nodiscard]] PageSpan mutable_page(ContentIndex index) {
    return PageSpan(memory_.mutable_data() + index * page_bytes, page_bytes);
  }
  void set_hash(ContentIndex index, std::uint64_t hash) { hashes_[index] = hash; }

 private:
  Mapping memory_;
  SpillingTable<std::uint64_t> hashes_;
};

}  // namespace zramlab
