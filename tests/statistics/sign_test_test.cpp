#include "bench/statistics/sign_test.h"

#include "bench/statistics/median.h"
#include "engine/base/random.h"
#include "tests/statistics/enumeration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

namespace zramlab::test {
namespace {

std::vector<double> differences(std::size_t above, std::size_t below, std::size_t zero) {
  std::vector<double> values(above, 0.5);
  values.insert(values.end(), below, -0.25);
  values.insert(values.end(), zero, 0.0);
  return values;
}

TEST(sign_test, agrees_with_counting_every_outcome) {
  for (std::size_t below = 0; below <= 10; ++below) {
    const std::size_t fewer = std::min(below, 10 - below);
    const double one_sided = share_of_flips(10, [&](std::uint32_t heads) { return static_cast<std::size_t>(std::popcount(heads)) <= fewer; });
    EXPECT_NEAR(sign_test(differences(10 - below, below, 0)).p_value, std::min(1.0, 2 * one_sided), 1e-12) << below;
  }
}

TEST(sign_test, counts_the_sides) {
  const SignTest test = sign_test(differences(5, 3, 2));
  EXPECT_EQ(test.above, 5u);
  EXPECT_EQ(test.below, 3u);
  EXPECT_EQ(test.zero, 2u);
}

TEST(sign_test, lets_zeros_speak_against_a_difference) {
  EXPECT_LT(sign_test(differences(6, 0, 0)).p_value, 0.05);
  EXPECT_GT(sign_test(differences(6, 0, 4)).p_value, 0.5);
  EXPECT_EQ(sign_test(differences(0, 0, 9)).p_value, 1);
  EXPECT_EQ(sign_test({}).p_value, 1);
}

TEST(sign_test, excludes_zero_exactly_where_the_interval_does) {
  Random random(11);
  int excluded = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<double> values;
    const std::uint32_t count = 6 + random.below(20);
    const double share_above = 0.5 + 0.5 * random.below(100) / 100.0;
    for (std::uint32_t k = 0; k < count; ++k) {
      values.push_back(random.chance(0.1) ? 0.0 : (1.0 + random.below(50)) * (random.chance(share_above) ? 1 : -1));
    }
    const bool interval_excludes = !median_interval(values)->contains(0);
    EXPECT_EQ(interval_excludes, sign_test(values).p_value <= 1 - confidence_default);
    excluded += interval_excludes ? 1 : 0;
  }
  EXPECT_GT(excluded, 100);
  EXPECT_LT(excluded, 1900);
}

}  // namespace
}  // namespace zramlab::test
