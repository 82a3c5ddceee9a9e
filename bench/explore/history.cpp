#include "bench/explore/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace zramlab {

History::Mask History::operations_of(SlotIndex slot) const {
  Mask mask = 0;
  for (std::size_t i = 0; i < count_; ++i) mask |= Mask{operations_[i].slot == slot} << i;
  return mask;
}

// Wing and Gong's search: some operation that began before any other ended comes next. Written values are unique and few, so that
// wrong branches end soon.
bool History::is_linearizable(Mask left, PageTag held) const {
  if (left == 0) return true;
  std::uint64_t first_end = ~std::uint64_t{0};
  for (Mask rest = left; rest != 0; rest &= rest - 1) {
    first_end = std::min(first_end, operations_[static_cast<std::size_t>(std::countr_zero(rest))].end);
  }
  for (Mask rest = left; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(rest));
    const ExploredOperation& next = operations_[i];
    if (next.begin > first_end || (!next.is_write && next.tag != held)) continue;
    if (is_linearizable(left & ~(Mask{1} << i), next.is_write ? next.tag : held)) return true;
    if (!next.is_write) return false;  // a read that can come now loses nothing by it
  }
  return false;
}

std::string History::wrong() const {
  for (Mask seen = 0, all = count_ == 64 ? ~Mask{0} : (Mask{1} << count_) - 1; seen != all;) {
    const SlotIndex slot = operations_[static_cast<std::size_t>(std::countr_one(seen))].slot;
    const Mask mask = operations_of(slot);
    seen |= mask;
    if (is_linearizable(mask, empty_slot)) continue;
    std::string text = fmt::format("slot {} is not linearizable:", slot);
    for (Mask rest = mask; rest != 0; rest &= rest - 1) {
      const ExploredOperation& operation = operations_[static_cast<std::size_t>(std::countr_zero(rest))];
      text += fmt::format("\n  thread {} {} page {} from moment {} to {}", operation.thread,
                          operation.is_write ? "writes" : "reads", operation.tag, operation.begin, operation.end);
    }
    return text;
  }
  return {};
}

}  // namespace zramlab
