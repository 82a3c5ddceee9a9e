#include "bench/statistics/median.h"

#include "bench/statistics/binomial.h"
#include "engine/base/random.h"
#include "tests/statistics/enumeration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <numeric>

namespace zramlab::test {
namespace {

std::vector<double> numbers_to(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(median, is_the_one_in_the_middle_or_between_the_two) {
  EXPECT_EQ(median_of({}), 0);
  EXPECT_EQ(median_of({7}), 7);
  EXPECT_EQ(median_of({9, 1, 5}), 5);
  EXPECT_EQ(median_of({9, 1, 5, 7}), 6);
}

TEST(fair_flips, agree_with_counting_every_outcome) {
  for (std::size_t flips = 0; flips <= 12; ++flips) {
    for (std::size_t heads = 0; heads <= flips; ++heads) {
      const double counted = share_of_flips(flips, [&](std::uint32_t outcome) { return static_cast<std::size_t>(std::popcount(outcome)) <= heads; });
      EXPECT_NEAR(fair_flips_at_most(heads, flips), counted, 1e-12) << heads << " of " << flips;
    }
  }
}

TEST(fair_flips, of_very_many_coins_are_half_below_the_middle) {
  // P(at most 5000 of 10001) is 1/2 by symmetry.
  EXPECT_NEAR(fair_flips_at_most(5000, 10001), 0.5, 1e-9);
}

// Whether each of n values lies below the true median is a fair coin, so every outcome of n coins is one way the sample can lie. The interval
// from the d-th smallest to the d-th largest holds the median where at least d lie below and at least d above.
double coverage_of_rank(std::size_t count, std::size_t rank) {
  return share_of_flips(count, [&](std::uint32_t below) {
    const auto low = static_cast<std::size_t>(std::popcount(below));
    return low >= rank && count - low >= rank;
  });
}

TEST(median_interval, is_the_narrowest_that_covers_the_median_often_enough) {
  for (const double confidence : {0.5, 0.9, 0.95, 0.99}) {
    for (std::size_t count = 1; count <= 16; ++count) {
      std::size_t best = 0;
      for (std::size_t rank = 1; rank <= count / 2; ++rank) {
        if (coverage_of_rank(count, rank) >= confidence) best = rank;
      }
      EXPECT_EQ(median_interval_rank(count, confidence), best) << count << " values at " << confidence;
    }
  }
}

TEST(median_interval, says_the_coverage_that_it_has) {
  const std::vector<double> values = numbers_to(15);
  const std::optional<Interval> interval = median_interval(values);
  ASSERT_TRUE(interval.has_value());
  const auto rank = static_cast<std::size_t>(interval->low);  // the values are their own ranks
  EXPECT_EQ(interval->high, 16 - interval->low);
  EXPECT_NEAR(interval->coverage, coverage_of_rank(15, rank), 1e-12);
  EXPECT_GE(interval->coverage, confidence_default);
}

TEST(median_interval, does_not_depend_on_the_order_of_the_values) {
  std::vector<double> values = numbers_to(20);
  const std::optional<Interval> sorted = median_interval(values);
  std::shuffle(values.begin(), values.end(), Random(3));
  EXPECT_EQ(median_interval(values), sorted);
}

TEST(median_interval, takes_six_values_at_95_percent) {
  EXPECT_FALSE(median_interval(numbers_to(5)).has_value());
  EXPECT_TRUE(median_interval(numbers_to(6)).has_value());
  EXPECT_EQ(values_for_interval(), 6u);
  EXPECT_FALSE(median_interval({}).has_value());
}

TEST(median_interval, covers_the_median_of_a_skewed_distribution_as_often_as_it_says) {
  Random random(7);
  const auto skewed = [&] { return -std::log(1 - static_cast<double>(random() >> 11) / 9007199254740992.0); };
  constexpr int samples = 4000;
  int covered = 0;
  double promised = 0;
  for (int i = 0; i < samples; ++i) {
    std::vector<double> values(11);
    std::generate(values.begin(), values.end(), skewed);
    const Interval interval = *median_interval(values);
    covered += interval.contains(std::log(2.0)) ? 1 : 0;
    promised = interval.coverage;
  }
  // Four standard errors of a share.
  EXPECT_NEAR(covered / static_cast<double>(samples), promised, 4 * std::sqrt(promised * (1 - promised) / samples));
}

}  // namespace
}  // namespace zramlab::test
