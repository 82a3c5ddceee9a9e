// Something for each slot that occurs, whatever the disk's size.
#pragma once

#include "engine/base/types.h"
#include "traces/mapping.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace zramlab {

// A hash table with open addressing in memory that obeys --memory. Value: trivially copyable, all-zero bytes are its initial
// value. References hold until the next at().
template <class Value>
class SlotHistory {
 public:
  Value& at(SlotIndex slot) {
    if (4 * (used_ + 1) > 3 * capacity()) grow();
    Entry& entry = place_of(slot);
    if (entry.slot_plus_1 == 0) {
      entry.slot_plus_1 = std::uint64_t{slot} + 1;
      ++used_;
    }
    return entry.value;
  }

  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  struct Entry {
    std::uint64_t slot_plus_1;  // 0: free
    Value value;
  };

  [[nodiscard]] std::size_t capacity() const { return memory_.size() / sizeof(Entry); }

  Entry& place_of(SlotIndex slot) {
    auto* const entries = reinterpret_cast<Entry*>(memory_.mutable_data());
    const std::size_t mask = capacity() - 1;
    for (std::size_t at = (slot * std::uint64_t{0x9e3779b97f4a7c15} >> 20) & mask;; at = (at + 1) & mask) {
      if (entries[at].slot_plus_1 == 0 || entries[at].slot_plus_1 == std::uint64_t{slot} + 1) return entries[at];
    }
  }

  void grow() {
    constexpr std::size_t capacity_min = 4096;
    Mapping old = std::exchange(memory_, Mapping::of_zeros(sizeof(Entry) * std::max(2 * capacity(), capacity_min)));
    const auto* const entries = reinterpret_cast<const Entry*>(old.data());
    for (std::size_t at = 0; at < old.size() / sizeof(Entry); ++at) {
      if (entries[at].slot_plus_1 != 0) place_of(static_cast<SlotIndex>(entries[at].slot_plus_1 - 1)) = entries[at];
    }
  }

  Mapping memory_;
  std::size_t used_ = 0;
};

}  // namespace zramlab
