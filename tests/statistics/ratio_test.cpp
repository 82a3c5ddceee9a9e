#include "bench/statistics/median.h"
#include "bench/statistics/paired_ratio.h"
#include "bench/statistics/unpaired_ratio.h"
#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace zramlab::test {
namespace {

using Values = std::vector<double>;

// Noise that is a few per cent up, seldom far up.
double noise(Random& random) {
  const double u = static_cast<double>(random() >> 11) / 9007199254740992.0;
  return 1 + 0.02 * u + (random.chance(0.05) ? 0.5 : 0.0);
}

TEST(paired_ratio, does_not_see_what_hits_both_sides_of_a_round) {
  Values a;
  Values b;
  for (int round = 0; round < 9; ++round) {
    const double drift = std::pow(3.0, round);
    a.push_back(drift);
    b.push_back(drift * 1.05);
  }
  const PairedRatio ratio = paired_ratio(a, b);
  EXPECT_NEAR(ratio.ratio, 1.05, 1e-12);
  ASSERT_TRUE(ratio.interval.has_value());
  EXPECT_NEAR(ratio.interval->low, 1.05, 1e-12);
  EXPECT_NEAR(ratio.interval->high, 1.05, 1e-12);
  EXPECT_EQ(ratio.sign.above, 9u);
}

TEST(paired_ratio, turns_over_with_its_sides) {
  Random random(2);
  Values a;
  Values b;
  for (int i = 0; i < 12; ++i) {
    a.push_back(noise(random));
    b.push_back(noise(random) * 1.1);
  }
  const PairedRatio there = paired_ratio(a, b);
  const PairedRatio back = paired_ratio(b, a);
  EXPECT_NEAR(there.ratio * back.ratio, 1, 1e-12);
  EXPECT_NEAR(there.interval->low * back.interval->high, 1, 1e-12);
  EXPECT_DOUBLE_EQ(there.sign.p_value, back.sign.p_value);
}

TEST(paired_ratio, raises_a_false_alarm_as_seldom_as_it_says) {
  Random random(4);
  constexpr int trials = 2000;
  int alarms = 0;
  double coverage = 0;
  for (int i = 0; i < trials; ++i) {
    Values a;
    Values b;
    for (int round = 0; round < 11; ++round) {
      a.push_back(noise(random));
      b.push_back(noise(random));
    }
    const PairedRatio ratio = paired_ratio(a, b);
    coverage = ratio.interval->coverage;
    alarms += ratio.interval->contains(1) ? 0 : 1;
  }
  const double expected = 1 - coverage;
  EXPECT_NEAR(alarms / static_cast<double>(trials), expected, 4 * std::sqrt(expected * (1 - expected) / trials));
}

TEST(paired_ratio, of_few_rounds_has_no_interval) {
  EXPECT_FALSE(paired_ratio(Values{1, 1}, Values{2, 2}).interval.has_value());
  EXPECT_DOUBLE_EQ(paired_ratio(Values{1, 1}, Values{2, 2}).ratio, 2);
  EXPECT_EQ(paired_ratio({}, {}).ratio, 1);
}

TEST(paired_ratio_death, needs_figures_above_zero) {
  EXPECT_FALSE(have_ratio(Values{1, 0}));
  EXPECT_FALSE(have_ratio(Values{1, std::nan("")}));
  EXPECT_DEATH(log_ratios(Values{1, 0}, Values{1, 1}), "above 0");
  EXPECT_DEATH(log_ratios(Values{1}, Values{1, 1}), "a value of A and one of B");
}

TEST(unpaired_ratio, excludes_one_exactly_where_the_test_finds_a_difference) {
  Random random(12);
  int excluded = 0;
  for (int i = 0; i < 500; ++i) {
    Values a;
    Values b;
    const double factor = 1 + 0.01 * random.below(4);
    for (int k = 0; k < 8; ++k) a.push_back(noise(random));
    for (int k = 0; k < 9; ++k) b.push_back(noise(random) * factor);
    const UnpairedRatio ratio = unpaired_ratio(a, b);
    ASSERT_TRUE(ratio.interval.has_value());
    EXPECT_EQ(!ratio.interval->contains(1), ratio.test.p_value <= 1 - confidence_default);
    excluded += ratio.interval->contains(1) ? 0 : 1;
  }
  EXPECT_GT(excluded, 50);
  EXPECT_LT(excluded, 450);
}

TEST(unpaired_ratio, holds_every_shift_that_the_test_does_not_exclude) {
  Random random(13);
  Values a;
  Values b;
  for (int k = 0; k < 9; ++k) a.push_back(noise(random));
  for (int k = 0; k < 9; ++k) b.push_back(noise(random) * 1.2);
  const Interval interval = *unpaired_ratio(a, b).interval;
  for (double factor = 1; factor < 1.5; factor += 0.003) {
    Values shifted = a;
    for (double& value : shifted) value *= factor;
    EXPECT_EQ(interval.contains(factor), mann_whitney(shifted, b).p_value > 1 - confidence_default) << factor;
  }
}

TEST(unpaired_ratio, of_few_runs_has_no_interval) {
  const UnpairedRatio ratio = unpaired_ratio(Values{2, 2, 2}, Values{3, 3, 3});
  EXPECT_FALSE(ratio.interval.has_value());
  EXPECT_DOUBLE_EQ(ratio.ratio, 1.5);
  EXPECT_DOUBLE_EQ(ratio.cliffs_delta, 1);
}

}  // namespace
}  // namespace zramlab::test
