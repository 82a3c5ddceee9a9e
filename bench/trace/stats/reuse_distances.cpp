#include "bench/trace/stats/reuse_distances.h"

#include <algorithm>

namespace zramlab {

std::optional<std::uint64_t> ReuseDistances::use(SlotIndex slot) {
  if (next_place_ >= tree_.size()) make_room();
  std::uint32_t& place = places_.at(slot);
  std::optional<std::uint64_t> distance;
  if (place != 0) {
    distance = uses_up_to(next_place_ - 1) - uses_up_to(place);
    add(place, ~std::uint32_t{0});  // -1
  }
  place = static_cast<std::uint32_t>(next_place_++);
  slots_[place] = slot;
  add(place, 1);
  return distance;
}

void ReuseDistances::add(std::size_t place, std::uint32_t change) {
  for (; place < tree_.size(); place += place & (~place + 1)) tree_[place] += change;
}

std::uint64_t ReuseDistances::uses_up_to(std::size_t place) const {
  std::uint64_t uses = 0;
  for (; place != 0; place &= place - 1) uses += tree_[place];
  return uses;
}

// Moves the last uses to the front, in their order, with as much room behind them.
void ReuseDistances::make_room() {
  constexpr std::size_t places_min = 4096;
  SpillingTable<SlotIndex> slots(std::max(2 * places_.size() + 2, places_min), 0);
  std::size_t next = 1;
  for (std::size_t place = 1; place < next_place_; ++place) {
    std::uint32_t& last = places_.at(slots_[place]);
    if (last != place) continue;  // the slot was used again later
    last = static_cast<std::uint32_t>(next);
    slots[next++] = slots_[place];
  }
  slots_ = std::move(slots);
  tree_.assign(slots_.size(), 0);
  next_place_ = next;
  for (std::size_t place = 1; place < next; ++place) add(place, 1);
}

}  // namespace zramlab
