#include "bench/statistics/mann_whitney.h"

#include "engine/base/random.h"
#include "tests/statistics/enumeration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zramlab::test {
namespace {

using Values = std::vector<double>;

double pairs_won(const Values& first, const Values& second) {
  double won = 0;
  for (const double a : first) {
    for (const double b : second) won += b > a ? 1 : b == a ? 0.5 : 0;
  }
  return won;
}

// p by trying every division of all values into two sets of the same sizes.
double counted_p(const Values& first, const Values& second) {
  Values all = first;
  all.insert(all.end(), second.begin(), second.end());
  const double u = pairs_won(first, second);
  const double at_most = share_of_divisions(all, second.size(), [&](const Values& a, const Values& b) { return pairs_won(a, b) <= u; });
  const double at_least = share_of_divisions(all, second.size(), [&](const Values& a, const Values& b) { return pairs_won(a, b) >= u; });
  return std::min(1.0, 2 * std::min(at_most, at_least));
}

Values random_values(Random& random, std::size_t count, std::uint32_t distinct, double shift = 0) {
  Values values(count);
  for (double& value : values) value = random.below(distinct) + shift;
  return values;
}

TEST(mann_whitney, agrees_with_trying_every_division) {
  Random random(5);
  for (int i = 0; i < 60; ++i) {
    const Values a = random_values(random, 2 + random.below(5), 1000000);
    const Values b = random_values(random, 2 + random.below(5), 1000000, 3e5 * random.below(4));
    EXPECT_NEAR(mann_whitney(a, b).p_value, counted_p(a, b), 1e-12);
    EXPECT_DOUBLE_EQ(mann_whitney(a, b).u, pairs_won(a, b));
  }
}

TEST(mann_whitney, agrees_with_trying_every_division_where_values_are_alike) {
  Random random(6);
  for (int i = 0; i < 60; ++i) {
    const Values a = random_values(random, 2 + random.below(5), 4);
    const Values b = random_values(random, 2 + random.below(5), 4, random.below(3));
    EXPECT_NEAR(mann_whitney(a, b).p_value, counted_p(a, b), 1e-12);
    EXPECT_DOUBLE_EQ(mann_whitney(a, b).u, pairs_won(a, b));
  }
}

TEST(mann_whitney, finds_nothing_between_equal_or_missing_sets) {
  EXPECT_EQ(mann_whitney(Values{1, 1, 1}, Values{1, 1, 1}).p_value, 1);
  EXPECT_EQ(mann_whitney({}, Values{1, 2}).p_value, 1);
  const Values many(60, 2.0);
  EXPECT_EQ(mann_whitney(many, many).p_value, 1);
}

TEST(mann_whitney, is_the_same_seen_from_the_other_side) {
  Random random(8);
  const Values a = random_values(random, 9, 50);
  const Values b = random_values(random, 12, 50, 10);
  EXPECT_DOUBLE_EQ(mann_whitney(a, b).p_value, mann_whitney(b, a).p_value);
  EXPECT_DOUBLE_EQ(mann_whitney(a, b).u + mann_whitney(b, a).u, 9.0 * 12.0);
}

// How far U lies from its mean, in the standard deviations that random divisions of the same values show.
TEST(mann_whitney, of_many_values_follows_the_spread_of_random_divisions) {
  for (const std::uint32_t distinct : {1000000u, 2u}) {
    Random random(9);
    const Values a = random_values(random, 40, distinct);
    Values b = random_values(random, 40, distinct);
    for (double& value : b) value = random.chance(0.5) ? std::max<double>(value, distinct - 1) : value;
    const MannWhitney test = mann_whitney(a, b);
    ASSERT_FALSE(test.is_exact);
    Values all = a;
    all.insert(all.end(), b.begin(), b.end());
    constexpr int draws = 20000;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
      std::shuffle(all.begin(), all.end(), random);
      const double off = pairs_won({all.begin(), all.begin() + 40}, {all.begin() + 40, all.end()}) - 800;
      squares += off * off;
    }
    const double z = (std::abs(test.u - 800) - 0.5) / std::sqrt(squares / draws);
    const double z_of_p = [&] {  // the z of which the two tails are p
      double low = 0;
      double high = 10;
      while (high - low > 1e-9) (std::erfc((low + high) / 2 / std::sqrt(2.0)) > test.p_value ? low : high) = (low + high) / 2;
      return low;
    }();
    EXPECT_GT(z, 1);
    EXPECT_NEAR(z_of_p / z, 1, 0.03) << distinct << " distinct values";  // six standard errors of the spread of 20000 draws
  }
}

TEST(mann_whitney_rank, leaves_the_tail_that_counting_finds) {
  for (std::size_t m = 1; m <= 6; ++m) {
    for (std::size_t n = 1; n <= 6; ++n) {
      Values ranks(m + n);
      std::iota(ranks.begin(), ranks.end(), 1.0);
      const auto share_below = [&](std::size_t u) {
        return share_of_divisions(ranks, n, [&](const Values& a, const Values& b) { return pairs_won(a, b) < static_cast<double>(u); });
      };
      const std::size_t rank = mann_whitney_rank(m, n, 0.9);
      EXPECT_LE(share_below(rank), 0.05 + 1e-12) << m << " and " << n;
      EXPECT_TRUE(rank == m * n / 2 || share_below(rank + 1) > 0.05) << m << " and " << n;
    }
  }
}

TEST(mann_whitney_rank, hardly_changes_where_the_normal_distribution_takes_over) {
  const auto share_of_pairs = [](std::size_t n) { return static_cast<double>(mann_whitney_rank(n, n, 0.95)) / static_cast<double>(n * n); };
  ASSERT_EQ(mann_whitney_exact_max, 50u);
  // Between neighbours that are both exact it grows by as much.
  EXPECT_NEAR(share_of_pairs(26) - share_of_pairs(25), share_of_pairs(25) - share_of_pairs(24), 0.002);
}

}  // namespace
}  // namespace zramlab::test
