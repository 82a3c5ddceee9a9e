// Ranks by Zipf's law.
#include "workloads/zipf.h"

#include "tests/workloads/frequencies.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(zipf, draws_each_rank_as_often_as_the_law_says) {
  for (const std::uint32_t count : {1u, 2u, 3u, 50u, 1000u}) {
    for (const double exponent : {0.0, 0.3, 0.8, 1.0, 1.2, 3.0}) {
      const Zipf zipf(count, exponent);
      Random random(count);
      std::vector<std::uint64_t> counts(count);
      for (int i = 0; i < 100'000; ++i) {
        const std::uint32_t rank = zipf(random);
        ASSERT_GE(rank, 1u);
        ASSERT_LE(rank, count);
        ++counts[rank - 1];
      }
      EXPECT_LT(deviations_above(counts, zipf_probabilities(count, exponent)), deviations_max) << count << " ranks, exponent " << exponent;
    }
  }
}

TEST(zipf, stays_within_its_ranks_however_many_and_however_steep) {
  for (const double exponent : {0.0, 1.0, 1.0 + 1e-9, 10.0}) {
    const Zipf zipf(1u << 28, exponent);
    Random random(7);
    for (int i = 0; i < 1000; ++i) {
      const std::uint32_t rank = zipf(random);
      ASSERT_GE(rank, 1u);
      ASSERT_LE(rank, 1u << 28);
    }
  }
}

}  // namespace
}  // namespace zramlab::test
