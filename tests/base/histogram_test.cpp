#include "engine/base/histogram.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace zramlab {
namespace {

constexpr std::uint64_t last_exact_ns = std::uint64_t{1} << 40;

// Values spread over all magnitudes from 1 ns to 2^40 ns, as latencies with a long tail are.
std::vector<std::uint64_t> values_of_every_magnitude(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint64_t> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back((random() >> 24) >> random.below(40));
  return values;
}

Histogram histogram_of(const std::vector<std::uint64_t>& values) {
  Histogram histogram;
  for (const std::uint64_t value : values) histogram.record(value);
  return histogram;
}

TEST(Histogram, every_quantile_is_within_a_64th_above_that_of_an_exact_sort) {
  auto values = values_of_every_magnitude(20'000, 1);
  const Histogram histogram = histogram_of(values);
  std::sort(values.begin(), values.end());
  for (int step = 1; step <= 1000; ++step) {
    const double share = step / 1000.0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const std::uint64_t exact = values[rank - 1];
    EXPECT_GE(histogram.quantile_ns(share), exact) << "share " << share;
    EXPECT_LE(histogram.quantile_ns(share), exact + exact / 64) << "share " << share;
  }
}

TEST(Histogram, values_below_128_ns_are_exact) {
  for (std::uint64_t value = 0; value < 128; ++value) {
    Histogram histogram;
    histogram.record(value);
    histogram.record(1000);
    EXPECT_EQ(histogram.quantile_ns(0.5), value);
  }
}

TEST(Histogram, a_bucket_border_and_its_neighbours_keep_the_error_bound) {
  for (unsigned bits = 7; bits < 40; ++bits) {
    const std::uint64_t border = std::uint64_t{1} << bits;
    for (const std::uint64_t value : {border - 1, border, border + 1}) {
      Histogram histogram;
      histogram.record(value);
      histogram.record(last_exact_ns);
      EXPECT_GE(histogram.quantile_ns(0.5), value);
      EXPECT_LE(histogram.quantile_ns(0.5), value + value / 64);
    }
  }
}

TEST(Histogram, an_empty_one_answers_zero_everywhere) {
  const Histogram empty;
  EXPECT_EQ(empty.quantile_ns(0.99), 0U);
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.minimum_ns(), 0U);
  EXPECT_EQ(empty.maximum_ns(), 0U);
  EXPECT_EQ(empty.mean_ns(), 0.0);
}

TEST(Histogram, values_beyond_its_range_count_and_keep_their_maximum) {
  const std::uint64_t hours = 40 * last_exact_ns;
  const Histogram histogram = histogram_of({5, hours});
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_EQ(histogram.maximum_ns(), hours);
  EXPECT_EQ(histogram.quantile_ns(0.5), 5U);
  EXPECT_GE(histogram.quantile_ns(1.0), last_exact_ns - 1);
}

TEST(Histogram, minimum_maximum_mean_and_count_are_exact) {
  const Histogram histogram = histogram_of({100'003, 7, 3'000'000});
  EXPECT_EQ(histogram.count(), 3U);
  EXPECT_EQ(histogram.minimum_ns(), 7U);
  EXPECT_EQ(histogram.maximum_ns(), 3'000'000U);
  EXPECT_EQ(histogram.sum_ns(), 3'100'010U);
  EXPECT_DOUBLE_EQ(histogram.mean_ns(), 3'100'010.0 / 3);
}

TEST(Histogram, merged_parts_equal_the_whole) {
  const auto values = values_of_every_magnitude(2'000, 2);
  const Histogram whole = histogram_of(values);
  Histogram merged;
  for (std::size_t part = 0; part < 4; ++part) {
    merged.merge(histogram_of({values.begin() + static_cast<long>(part * 500), values.begin() + static_cast<long>((part + 1) * 500)}));
  }
  merged.merge(Histogram{});
  EXPECT_EQ(merged.count(), whole.count());
  EXPECT_EQ(merged.sum_ns(), whole.sum_ns());
  EXPECT_EQ(merged.minimum_ns(), whole.minimum_ns());
  EXPECT_EQ(merged.maximum_ns(), whole.maximum_ns());
  for (int step = 1; step <= 100; ++step) EXPECT_EQ(merged.quantile_ns(step / 100.0), whole.quantile_ns(step / 100.0));
}

TEST(Histogram, buckets_are_visited_in_ascending_order_and_hold_every_value) {
  const Histogram histogram = histogram_of(values_of_every_magnitude(5'000, 3));
  std::uint64_t total = 0;
  std::uint64_t previous = 0;
  histogram.for_each_bucket([&](std::uint64_t upper_ns, std::uint64_t count) {
    EXPECT_TRUE(total == 0 || upper_ns > previous) << upper_ns;
    EXPECT_GT(count, 0U);
    previous = upper_ns;
    total += count;
  });
  EXPECT_EQ(total, 5'000U);
}

}  // namespace
}  // namespace zramlab
