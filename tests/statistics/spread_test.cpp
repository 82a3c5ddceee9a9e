#include "bench/statistics/spread.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace zramlab::test {
namespace {

TEST(spread, of_known_values_is_what_a_textbook_says) {
  const std::vector<double> values{2, 4, 9};
  EXPECT_DOUBLE_EQ(mean_of(values), 5);
  EXPECT_DOUBLE_EQ(stddev_of(values), std::sqrt((9.0 + 1 + 16) / 2));
  EXPECT_DOUBLE_EQ(coefficient_of_variation(values), std::sqrt(13.0) / 5);
}

TEST(spread, of_one_value_or_none_is_zero) {
  EXPECT_EQ(stddev_of(std::vector<double>{3}), 0);
  EXPECT_EQ(mean_of({}), 0);
  EXPECT_EQ(coefficient_of_variation({}), 0);
}

TEST(spread, has_no_unit_as_coefficient) {
  const std::vector<double> seconds{1, 2, 4};
  const std::vector<double> milliseconds{1000, 2000, 4000};
  EXPECT_DOUBLE_EQ(coefficient_of_variation(seconds), coefficient_of_variation(milliseconds));
}

}  // namespace
}  // namespace zramlab::test
