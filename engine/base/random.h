// Every random choice of the program comes from one of these, made from the run's seed.
#pragma once

#include <cstdint>
#include <limits>

namespace zramlab {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
// Small, seedable with any number, the same on every machine. A UniformRandomBitGenerator.
class Random {
 public:
  using result_type = std::uint64_t;

  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t operator()() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  // A number in [0, bound), bound > 0. Multiply-shift: the bias is below bound / 2^32.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((*this)() >> 32) * bound >> 32);
  }

  // True with probability `share`, which lies in [0, 1].
  constexpr bool chance(double share) {
    return static_cast<double>((*this)() >> 11) < share * 9007199254740992.0;  // 2^53
  }

  // An independent source for a part of the run: the same (seed, stream) gives the same numbers.
  [[nodiscard]] constexpr Random fork(std::uint64_t stream) const {
    Random mixer(state_ ^ (stream * 0xd1342543de82ef95));
    return Random(mixer());
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

 private:
  std::uint64_t state_;
};

}  // namespace zramlab
