// Measured times as a shared machine gives them, from a seed: no clock is read.
#pragma once

#include "engine/base/random.h"

#include <cmath>

namespace zramlab::test {

// One machine over time. Its slowness wanders (autocorrelated, as neighbours come and go), drifts, and now and then a sample is
// hit hard (heavy tail). Magnitudes: two runs beside each other differ by 2 to 3 %, ones minutes apart by 10 % and more, one in
// twelve takes up to a few times as long; shared CI machines and this project's own virtual machines look like that.
class SharedMachine {
 public:
  explicit SharedMachine(std::uint64_t seed) : random_(seed) { slope_ = 0.002 * normal(); }

  // What a run that would take `ns` on an idle machine takes now.
  double run(double ns) {
    wander_ = 0.95 * wander_ + 0.03 * normal();
    drift_ += slope_;
    double factor = std::exp(wander_ + drift_ + 0.015 * normal());
    if (random_.chance(0.08)) factor *= 1 + 0.1 * std::pow(uniform(), -0.7);  // a Pareto tail
    return ns * factor;
  }

  [[nodiscard]] double uniform() { return (static_cast<double>(random_() >> 11) + 1) / 9007199254740993.0; }

 private:
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

  Random random_;
  double wander_ = 0;
  double drift_ = 0;
  double slope_ = 0;
};

}  // namespace zramlab::test
