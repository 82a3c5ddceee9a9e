// How many other slots were used between two uses of one.
#pragma once

#include "bench/trace/stats/slot_history.h"
#include "traces/spilling_allocator.h"

#include <cstdint>
#include <optional>

namespace zramlab {

// The exact LRU stack distance of each use, in O(log n): a Fenwick tree over the times of each slot's last use (Bennett and
// Kruskal, LRU stack processing, IBM J. R&D 1975). Memory: 12 bytes for twice the slots that occur, and their table.
class ReuseDistances {
 public:
  // Distinct slots used since this one's last use; nullopt at its first.
  std::optional<std::uint64_t> use(SlotIndex slot);

 private:
  void add(std::size_t place, std::uint32_t change);
  [[nodiscard]] std::uint64_t uses_up_to(std::size_t place) const;
  void make_room();

  SlotHistory<std::uint32_t> places_;   // of each slot's last use, from 1
  SpillingTable<std::uint32_t> tree_;   // of places in use; [0] is unused
  SpillingTable<SlotIndex> slots_;      // by place
  std::size_t next_place_ = 1;
};

}  // namespace zramlab
