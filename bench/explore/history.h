// What the threads of one run wrote and read, and whether some order of the operations explains it.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <cstdint>
#include <string>

namespace zramlab {

// A page's name: each write of a scenario writes another.
using PageTag = std::uint32_t;
inline constexpr PageTag empty_slot = 0;

// One operation, with the moments of the run at which it took its first step and ended.
struct ExploredOperation {
  ThreadIndex thread = 0;
  bool is_write = false;
  SlotIndex slot = 0;
  PageTag tag = empty_slot;  // written or read
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// 1. add() is called in the order in which operations ended.
// 2. An operation that failed changed nothing and is not added.
class History {
 public:
  // Enough for 8 threads with 4 operations each, and a last look at every slot.
  static constexpr std::size_t operations_max = 40;

  void clear() { count_ = 0; }
  // REQUIRES fewer than operations_max operations.
  void add(const ExploredOperation& operation) { operations_[count_++] = operation; }

  // Empty if each slot is linearizable: the operations can be put in an order that keeps those apart that did not overlap, and in
  // which each read finds what was written last. Otherwise the slot's operations.
  [[nodiscard]] std::string wrong() const;

 private:
  using Mask = std::uint64_t;

  [[nodiscard]] bool is_linearizable(Mask left, PageTag held) const;
  [[nodiscard]] Mask operations_of(SlotIndex slot) const;

  std::array<ExploredOperation, operations_max> operations_;
  std::size_t count_ = 0;
};

}  // namespace zramlab
