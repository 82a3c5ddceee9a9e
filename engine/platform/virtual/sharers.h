// Sets of CPUs that have a copy of a cache line. Few lines have one at a time, so a line holds only a number.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zramlab {

using SharerIndex = std::uint32_t;
inline constexpr SharerIndex no_sharers = 0;
inline constexpr CpuIndex sharers_max = 256;

class Sharers {
 public:
  Sharers() : sets_(1) {}

  [[nodiscard]] bool contains(SharerIndex set, CpuIndex cpu) const {
    return set != no_sharers && (sets_[set].mask[cpu / 64] >> (cpu % 64) & 1) != 0;
  }
  [[nodiscard]] std::uint32_t count(SharerIndex set) const { return sets_[set].count; }

  // REQUIRES that the CPU is not in it. Returns the set, new where there was none.
  SharerIndex add(SharerIndex set, CpuIndex cpu) {
    if (set == no_sharers) set = take();
    sets_[set].mask[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
    ++sets_[set].count;
    return set;
  }

  void release(SharerIndex set) {
    if (set == no_sharers) return;
    sets_[set] = {};
    free_.push_back(set);
  }

 private:
  struct Set {
    std::array<std::uint64_t, sharers_max / 64> mask{};
    std::uint32_t count = 0;
  };

  SharerIndex take() {
    if (free_.empty()) {
      sets_.emplace_back();
      return static_cast<SharerIndex>(sets_.size() - 1);
    }
    const SharerIndex set = free_.back();
    free_.pop_back();
    return set;
  }

  std::vector<Set> sets_;  // [0] is no set
  std::vector<SharerIndex> free_;
};

}  // namespace zramlab
