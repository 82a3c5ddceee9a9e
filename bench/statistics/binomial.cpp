#include "bench/statistics/binomial.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace zramlab {

namespace {

double exactly(std::size_t heads, std::size_t flips) {
  const auto n = static_cast<double>(flips);
  const auto k = static_cast<double>(heads);
  // In logarithms: 2^-flips alone would vanish above a thousand flips.
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::numbers::ln2);
}

}  // namespace

double fair_flips_at_most(std::size_t heads, std::size_t flips) {
  if (heads >= flips) return 1;
  double probability = 0;
  for (std::size_t k = 0; k <= heads; ++k) probability += exactly(k, flips);
  return std::min(1.0, probability);
}

}  // namespace zramlab
