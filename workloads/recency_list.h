// Slots by how recently they were used: what a reuse distance counts in.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zramlab {

// 1. Holds each slot at most once, `capacity` at most.
// 2. A step costs O(log capacity): slots lie in the order of their use, with gaps, and a Fenwick tree counts those that are there.
class RecencyList {
 public:
  explicit RecencyList(std::size_t capacity) : slots_(2 * capacity), present_(2 * capacity), counts_(2 * capacity + 1) {}

  [[nodiscard]] std::size_t size() const { return size_; }

  // Makes `slot` the most recent one. REQUIRES that it is not there and size() < capacity.
  void push(SlotIndex slot) {
    if (end_ == slots_.size()) close_gaps();
    slots_[end_] = slot;
    set(end_++, true);
  }

  // Takes out the distance-th most recent slot. REQUIRES distance from 1 to size().
  SlotIndex take(std::size_t distance) {
    const std::size_t place = place_of(size_ - distance);
    set(place, false);
    return slots_[place];
  }

 private:
  void set(std::size_t place, bool present) {
    present_[place] = present;
    size_ += present ? 1 : -std::size_t{1};
    for (std::size_t node = place + 1; node < counts_.size(); node += node & -node) counts_[node] += present ? 1 : -std::uint32_t{1};
  }

  // Where the slot lies that has `before` others in front of it.
  [[nodiscard]] std::size_t place_of(std::size_t before) const {
    std::size_t node = 0;
    std::size_t step = 1;
    while (2 * step < counts_.size()) step *= 2;
    for (; step != 0; step /= 2) {
      if (node + step >= counts_.size() || counts_[node + step] > before) continue;
      node += step;
      before -= counts_[node];
    }
    return node;
  }

  void close_gaps() {
    std::vector<SlotIndex> kept;
    for (std::size_t place = 0; place < end_; ++place) {
      if (!present_[place]) continue;
      kept.push_back(slots_[place]);
      set(place, false);
    }
    end_ = 0;
    for (const SlotIndex slot : kept) push(slot);
  }

  std::vector<SlotIndex> slots_;  // in the order of their use, the oldest first
  std::vector<bool> present_;
  std::vector<std::uint32_t> counts_;
  std::size_t end_ = 0;
  std::size_t size_ = 0;
};

}  // namespace zramlab
