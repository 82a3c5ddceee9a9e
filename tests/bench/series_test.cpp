// Points of a run: never too many, evenly spread, the last one exact.
#include "bench/series.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

// Points of a run of `length_ns` at which somebody looks every `look_ns`.
Series series_of(std::uint64_t interval_ns, std::uint64_t look_ns, std::uint64_t length_ns) {
  Series series(interval_ns);
  for (std::uint64_t now_ns = 0; now_ns < length_ns; now_ns += look_ns) {
    if (series.is_due(now_ns)) series.add({now_ns, 3 * now_ns, {}});
  }
  series.finish({length_ns, 3 * length_ns, {}});
  return series;
}

TEST(series, of_a_run_of_any_length_has_points_enough_and_not_too_many) {
  for (const std::uint64_t length_ns : {1'000u, 50'000u, 1'000'000u, 77'777'777u}) {
    const Series series = series_of(100, 50, length_ns);
    EXPECT_LE(series.points().size(), Series::points_max + 1) << length_ns;
    EXPECT_GE(series.points().size(), std::min<std::size_t>(length_ns / 100, Series::points_max / 2)) << length_ns;
  }
}

TEST(series, is_even_in_its_time) {
  const Series series = series_of(100, 10, 1'234'560);
  const auto& points = series.points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].operations, 3 * points[i].at_ns);
    if (i == 0 || i + 1 == points.size()) continue;
    EXPECT_EQ(points[i].at_ns - points[i - 1].at_ns, series.interval_ns());
  }
  EXPECT_EQ(points.front().at_ns, 0u);
  EXPECT_EQ(points.back().at_ns, 1'234'560u);
}

TEST(series, ends_with_the_run_even_where_somebody_looked_later) {
  Series series(10);
  series.add({0, 0, {}});
  series.add({10, 5, {}});
  series.add({30, 12, {}});
  series.finish({25, 12, {}});
  ASSERT_EQ(series.points().size(), 3u);
  EXPECT_EQ(series.points()[1].at_ns, 10u);
  EXPECT_EQ(series.points()[2].at_ns, 25u);
}

}  // namespace
}  // namespace zramlab::test
