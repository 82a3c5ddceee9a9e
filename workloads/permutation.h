// The numbers below some bound, each once, in an order that a seed chooses; without a table of them.
#pragma once

#include "engine/base/random.h"

#include <cstdint>

namespace zramlab {

// A Feistel network over the smallest power of four that holds the bound; numbers beyond the bound are sent through it again.
class Permutation {
 public:
  // REQUIRES bound from 1 to 2^30.
  Permutation(std::uint32_t bound, std::uint64_t seed) : bound_(bound), seed_(seed) {
    while ((std::uint64_t{1} << (2 * half_bits_)) < bound) ++half_bits_;
  }

  // REQUIRES index < bound.
  [[nodiscard]] std::uint32_t operator()(std::uint32_t index) const {
    do index = scrambled(index);
    while (index >= bound_);
    return index;
  }

 private:
  [[nodiscard]] std::uint32_t scrambled(std::uint32_t index) const {
    const std::uint32_t mask = (std::uint32_t{1} << half_bits_) - 1;
    std::uint32_t left = index >> half_bits_;
    std::uint32_t right = index & mask;
    for (std::uint32_t round = 0; round < 4; ++round) {
      Random mixer = Random(seed_ + round).fork(right);
      const std::uint32_t mixed = left ^ (static_cast<std::uint32_t>(mixer()) & mask);
      left = right;
      right = mixed;
    }
    return left << half_bits_ | right;
  }

  std::uint32_t bound_;
  std::uint64_t seed_;
  unsigned half_bits_ = 1;
};

}  // namespace zramlab
