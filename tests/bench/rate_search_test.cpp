// The search for the highest rate, against machines that are made up.
#include "bench/rate_search.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

// Sustains `limit`, and less when asked again.
struct Machine {
  double limit;
  double limit_again;

  RateSearch search(double capacity) const {
    return search_rate(capacity, [this](double rate, unsigned repetition) -> std::optional<RateProbe> {
      return RateProbe{.rate = rate, .passed = rate <= (repetition == 0 ? limit : limit_again)};
    });
  }
};

TEST(rate_search, finds_any_limit_below_within_or_above_the_capacity) {
  for (const double limit : {30.0, 499.0, 500.0, 501.0, 777.7, 999.0, 1000.0, 3000.0, 54'321.0}) {
    const RateSearch found = Machine{limit, limit}.search(1000);
    EXPECT_LE(found.rate, limit);
    EXPECT_GE(found.rate * (1 + found.precision), limit);
    EXPECT_LE(found.precision, rate_precision);
    EXPECT_TRUE(found.is_confirmed);
    EXPECT_TRUE(found.probes.back().confirms);
    EXPECT_LE(found.probes.size(), 20u);
  }
}

TEST(rate_search, what_does_not_pass_again_is_not_found) {
  const RateSearch found = Machine{900, 700}.search(1000);
  EXPECT_TRUE(found.is_confirmed);
  EXPECT_LE(found.rate, 700);
  EXPECT_GT(found.rate, 500);
  EXPECT_GE(found.rate * (1 + found.precision), 700) << "the precision tells how far off it may be";
  const auto passed_again = std::ranges::count_if(found.probes, [](const RateProbe& probe) { return probe.confirms && probe.passed; });
  EXPECT_EQ(passed_again, 1);
}

TEST(rate_search, gives_up_where_no_rate_passes) {
  const RateSearch found = Machine{0, 0}.search(1000);
  EXPECT_EQ(found.rate, 0);
  EXPECT_FALSE(found.is_confirmed);
  EXPECT_LE(found.probes.size(), rate_probes_max);
  EXPECT_LE(found.probes.back().rate, 1000 * 2 * rate_floor);
}

TEST(rate_search, makes_no_more_probes_than_its_limit) {
  const RateSearch endless = Machine{1e300, 1e300}.search(1000);
  EXPECT_EQ(endless.probes.size(), rate_probes_max);
  EXPECT_FALSE(endless.is_confirmed);
  const RateSearch moody = Machine{1000, 0}.search(1000);
  EXPECT_LE(moody.probes.size(), rate_probes_max);
  EXPECT_EQ(moody.rate, 0) << "nothing was confirmed";
}

TEST(rate_search, ends_when_it_is_told_to) {
  std::size_t probes = 0;
  const RateSearch found = search_rate(1000, [&](double rate, unsigned) -> std::optional<RateProbe> {
    if (++probes == 4) return std::nullopt;
    return RateProbe{.rate = rate, .passed = rate < 700};
  });
  EXPECT_EQ(probes, 4u);
  EXPECT_EQ(found.probes.size(), 3u);
  EXPECT_FALSE(found.is_confirmed);
  EXPECT_EQ(found.rate, 0);
}

}  // namespace
}  // namespace zramlab::test
