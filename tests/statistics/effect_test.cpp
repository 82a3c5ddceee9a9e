#include "bench/statistics/effect.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab::test {
namespace {

using Values = std::vector<double>;

TEST(cliffs_delta, runs_from_always_smaller_to_always_larger) {
  EXPECT_EQ(cliffs_delta(Values{1, 2}, Values{3, 4}), 1);
  EXPECT_EQ(cliffs_delta(Values{3, 4}, Values{1, 2}), -1);
  EXPECT_EQ(cliffs_delta(Values{1, 2}, Values{1, 2}), 0);
  EXPECT_EQ(cliffs_delta(Values{}, Values{1}), 0);
}

TEST(cliffs_delta, counts_pairs) {
  // Of the six pairs B is larger in four, smaller in one, alike in one.
  EXPECT_DOUBLE_EQ(cliffs_delta(Values{1, 3}, Values{2, 3, 4}), 3.0 / 6);
}

TEST(magnitude, has_words_for_sizes_whatever_the_sign) {
  EXPECT_EQ(magnitude_of(0.1), "negligible");
  EXPECT_EQ(magnitude_of(-0.2), "small");
  EXPECT_EQ(magnitude_of(0.4), "medium");
  EXPECT_EQ(magnitude_of(-1), "large");
}

}  // namespace
}  // namespace zramlab::test
