// The kernel's own compressed length of a page: written to a device that nobody else uses, it is the change of compr_data_size.
#pragma once

#include "bench/referee/side.h"
#include "traces/page_store.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace zramlab {

// 1. Each distinct page is asked once; later answers come from a table by the page's hash (XXH3-64: two of a million pages are taken
//    for one with a chance below 1e-7, and then their lengths would have to differ to matter).
// 2. Keeps a copy of each page, so that what was "compressed" to its number can be restored.
// 3. Not safe from several threads.
class LengthOracle {
 public:
  static constexpr std::uint32_t slots = 1024;  // that the device must have
  static constexpr std::uint32_t same_filled = 0;

  // `device` is used for nothing else, and restarted. It must outlive the oracle.
  explicit LengthOracle(RefereeSide& device);

  // The number of a page, asked for its length if it was not known. THROWS InputError (failed) where the device does not store it.
  ContentIndex number_of(PageView page);

  // Bytes that the kernel stores of it: same_filled, or 1 to 4096. REQUIRES a number that number_of() gave.
  [[nodiscard]] std::uint32_t length(ContentIndex number) const { return lengths_[number]; }
  // Valid until the next new page.
  [[nodiscard]] PageView page(ContentIndex number) const { return pages_.page(number); }

  // Distinct pages so far.
  [[nodiscard]] std::size_t count() const { return lengths_.size(); }

 private:
  std::uint32_t ask(PageView page);

  RefereeSide& device_;
  MmStat before_;              // what the device says now
  std::uint32_t next_slot_ = 0;
  PageStore pages_;
  std::vector<std::uint32_t> lengths_;
  std::unordered_map<std::uint64_t, ContentIndex> numbers_;  // by hash; only looked up, so its order shows nowhere
};

}  // namespace zramlab
