// Time of something short, without what the clock itself takes.
#pragma once

#include "engine/platform/host/clock.h"

#include <cstdint>

namespace zramlab {

// Starts when made.
class Stopwatch {
 public:
  Stopwatch() : start_(host::now_ordered()) {}

  [[nodiscard]] std::uint64_t elapsed_ps() const {
    const std::uint64_t ticks = host::now_ordered() - start_;
    return to_ps(ticks - (ticks < overhead_ticks() ? ticks : overhead_ticks()));
  }
  [[nodiscard]] double elapsed_ns() const { return static_cast<double>(elapsed_ps()) / 1e3; }

 private:
  static std::uint64_t to_ps(std::uint64_t ticks) {
    return static_cast<std::uint64_t>(static_cast<host::uint128>(ticks) * host::tick_scale.multiplier * 1000 >> 32);
  }

  // The shortest time between two looks at the clock.
  static std::uint64_t overhead_ticks() {
    static const std::uint64_t overhead = [] {
      std::uint64_t shortest = ~std::uint64_t{0};
      for (int i = 0; i < 1000; ++i) {
        const std::uint64_t begin = host::now_ordered();
        const std::uint64_t ticks = host::now_ordered() - begin;
        if (ticks < shortest) shortest = ticks;
      }
      return shortest;
    }();
    return overhead;
  }

  std::uint64_t start_;
};

}  // namespace zramlab
