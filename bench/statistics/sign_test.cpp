#include "bench/statistics/sign_test.h"

#include "bench/statistics/binomial.h"

#include <algorithm>

namespace zramlab {

SignTest sign_test(std::span<const double> differences) {
  SignTest test;
  for (const double difference : differences) {
    test.above += difference > 0 ? 1 : 0;
    test.below += difference < 0 ? 1 : 0;
    test.zero += difference == 0 ? 1 : 0;
  }
  const std::size_t losing = std::min(test.above, test.below) + test.zero;
  test.p_value = std::min(1.0, 2 * fair_flips_at_most(losing, differences.size()));
  return test;
}

}  // namespace zramlab
