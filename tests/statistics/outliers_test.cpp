#include "bench/statistics/outliers.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

using Indices = std::vector<std::size_t>;

TEST(outliers, are_named_by_their_place) {
  // Median 10, absolute deviations 1 1 1 0 1 90: MAD 1.
  EXPECT_EQ(outliers_of(std::vector<double>{9, 11, 100, 10, 9, 11}), Indices{2});
}

TEST(outliers, lie_beyond_three_and_a_half_scaled_deviations) {
  // Median 0 and MAD 1, whatever the last value is; the limit is 3.5 / 0.6745 = 5.19.
  const auto with_last = [](double last) { return std::vector<double>{-2, -1, -1, 0, 1, 1, last}; };
  EXPECT_EQ(outliers_of(with_last(5.1)), Indices{});
  EXPECT_EQ(outliers_of(with_last(5.3)), Indices{6});
  EXPECT_NEAR(modified_z_scores(with_last(5.3))[6], 5.3 * 0.6745, 1e-3);
}

TEST(outliers, do_not_hide_each_other) {
  // Two far values make the standard deviation so large that by it none of them would be far.
  EXPECT_EQ(outliers_of(std::vector<double>{10, 11, 9, 10.5, 9.5, 10, 500, 500}), (Indices{6, 7}));
}

TEST(outliers, are_found_where_more_than_half_of_the_values_are_alike) {
  EXPECT_EQ(outliers_of(std::vector<double>{5, 5, 5, 5, 5, 5, 9}), Indices{6});
}

TEST(outliers, are_not_among_values_that_are_all_alike_nor_among_three) {
  EXPECT_EQ(outliers_of(std::vector<double>{5, 5, 5, 5, 5}), Indices{});
  EXPECT_EQ(outliers_of(std::vector<double>{1, 1.1, 900}), Indices{});
  EXPECT_EQ(outliers_of({}), Indices{});
}

}  // namespace
}  // namespace zramlab::test
