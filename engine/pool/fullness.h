// Fullness groups: zspages of a class sorted by the share of their objects in use.
#pragma once

#include "engine/pool/size_classes.h"
#include "engine/pool/zspage.h"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace zramlab {

inline constexpr unsigned fullness_groups_max = 12;

// Groups are numbered from 0 (empty) to the last (full); those between are partial.
constexpr unsigned full_group(FullnessGroups groups) { return groups == FullnessGroups::four ? 3 : 11; }

// The group of a zspage with `used` of its `objects` in use.
constexpr std::uint8_t group_of(FullnessGroups groups, std::uint32_t used, std::uint32_t objects) {
  if (used == 0) return 0;
  if (used == objects) return static_cast<std::uint8_t>(full_group(groups));
  if (groups == FullnessGroups::four) return used <= objects * 3 / 4 ? 1 : 2;
  return static_cast<std::uint8_t>(used * 100 / objects / 10 + 1);
}

// For each number of used objects, from 0 on, the group: spares the division on every allocation.
inline std::vector<std::uint8_t> group_table(FullnessGroups groups, std::uint32_t objects) {
  std::vector<std::uint8_t> table(objects + 1);
  for (std::uint32_t used = 0; used <= objects; ++used) table[used] = group_of(groups, used, objects);
  return table;
}

// The lists of one class. Guarded by the class's lock.
//
// 1. A zspage is in the list of its `group`, or in none while it is made, freed or compacted.
// 2. Bit g of nonempty_ is set when heads_[g] is a zspage.
class FullnessLists {
 public:
  FullnessLists() { heads_.fill(no_zspage); }

  [[nodiscard]] ZspageIndex head(unsigned group) const { return heads_[group]; }

  // The head of the fullest (emptiest) partial group, or no_zspage.
  [[nodiscard]] ZspageIndex fullest(FullnessGroups groups) const {
    const std::uint32_t partial = partial_groups(groups);
    return partial == 0 ? no_zspage : heads_[31u - static_cast<unsigned>(std::countl_zero(partial))];
  }
  [[nodiscard]] ZspageIndex emptiest(FullnessGroups groups) const {
    const std::uint32_t partial = partial_groups(groups);
    return partial == 0 ? no_zspage : heads_[static_cast<unsigned>(std::countr_zero(partial))];
  }

  // Puts it at the head of the list of `group`; with four groups just behind a head that holds more objects.
  void insert(Zspage* zspages, ZspageIndex index, std::uint8_t group, FullnessGroups groups) {
    Zspage& zspage = zspages[index];
    const ZspageIndex head = heads_[group];
    const bool behind = groups == FullnessGroups::four && head != no_zspage &&
                        zspage.objects_used < zspages[head].objects_used;
    zspage.group = group;
    zspage.previous = behind ? head : no_zspage;
    zspage.next = behind ? zspages[head].next : head;
    if (zspage.next != no_zspage) zspages[zspage.next].previous = index;
    (behind ? zspages[head].next : heads_[group]) = index;
    nonempty_ |= 1u << group;
  }

  void remove(Zspage* zspages, ZspageIndex index) {
    const Zspage& zspage = zspages[index];
    (zspage.previous != no_zspage ? zspages[zspage.previous].next : heads_[zspage.group]) = zspage.next;
    if (zspage.next != no_zspage) zspages[zspage.next].previous = zspage.previous;
    if (heads_[zspage.group] == no_zspage) nonempty_ &= ~(1u << zspage.group);
  }

 private:
  [[nodiscard]] std::uint32_t partial_groups(FullnessGroups groups) const {
    return nonempty_ & ((1u << full_group(groups)) - 1) & ~1u;
  }

  std::array<ZspageIndex, fullness_groups_max> heads_;
  std::uint32_t nonempty_ = 0;
};

}  // namespace zramlab
