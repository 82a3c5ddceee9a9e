// Steady state, judged on runs that are made up.
#include "bench/steady_state.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

namespace zramlab::test {
namespace {

// A run of `intervals` tenths of a second with rate(interval) operations each.
std::vector<SeriesPoint> points_of(std::size_t intervals, const std::function<double(std::size_t)>& rate) {
  std::vector<SeriesPoint> points{{0, 0, {}}};
  double operations = 0;
  for (std::size_t i = 0; i < intervals; ++i) {
    operations += rate(i);
    points.push_back({(i + 1) * 100'000'000, static_cast<std::uint64_t>(operations), {}});
  }
  return points;
}

constexpr SteadyStateCriterion within_5_percent{SteadyStateCriterion::Kind::iops, 5};
constexpr SteadyStateCriterion flat{SteadyStateCriterion::Kind::iops_slope, 0.3};

TEST(steady_state, of_an_even_run_is_attained_in_its_first_window) {
  const auto points = points_of(40, [](std::size_t) { return 1000; });
  for (const SteadyStateCriterion& criterion : {within_5_percent, flat}) {
    const SteadyState state = judge_steady_state(points, criterion);
    EXPECT_TRUE(state.is_judged);
    EXPECT_TRUE(state.attained);
    EXPECT_DOUBLE_EQ(state.attained_at_s, 1.0) << "ten of forty intervals are a window";
    EXPECT_DOUBLE_EQ(state.window_s, 1.0);
    EXPECT_NEAR(state.mean_per_second, 10'000, 1e-6);
    EXPECT_NEAR(state.deviation_percent, 0, 1e-9);
    EXPECT_NEAR(state.slope_percent, 0, 1e-9);
    EXPECT_EQ(state.rates.size(), 10u);
  }
}

TEST(steady_state, is_attained_once_a_slow_start_has_left_the_window) {
  const auto points = points_of(40, [](std::size_t i) { return i < 7 ? 500 : 1000; });
  const SteadyState state = judge_steady_state(points, within_5_percent);
  EXPECT_TRUE(state.attained);
  EXPECT_DOUBLE_EQ(state.attained_at_s, 1.7);
}

TEST(steady_state, of_a_run_that_grows_all_the_time_is_not_attained) {
  const auto points = points_of(40, [](std::size_t i) { return 1000 + 100.0 * static_cast<double>(i); });
  for (const SteadyStateCriterion& criterion : {within_5_percent, flat}) {
    const SteadyState state = judge_steady_state(points, criterion);
    EXPECT_TRUE(state.is_judged);
    EXPECT_FALSE(state.attained);
    // Of the last window: rates 4000 to 4900 for each interval.
    EXPECT_NEAR(state.slope_percent, 100.0 * 100 / 4450, 1e-6);
    EXPECT_NEAR(state.deviation_percent, 100.0 * 450 / 4450, 1e-6);
  }
}

TEST(steady_state, a_rough_run_may_be_flat_and_a_slow_slope_within_bounds) {
  const auto rough = points_of(40, [](std::size_t i) { return i % 2 == 0 ? 900 : 1100; });
  EXPECT_FALSE(judge_steady_state(rough, within_5_percent).attained);
  EXPECT_TRUE(judge_steady_state(rough, {SteadyStateCriterion::Kind::iops_slope, 3}).attained);
  const auto slow = points_of(40, [](std::size_t i) { return 1000 + 4.0 * static_cast<double>(i); });
  EXPECT_TRUE(judge_steady_state(slow, within_5_percent).attained);
  EXPECT_FALSE(judge_steady_state(slow, flat).attained);
}

TEST(steady_state, a_falling_line_is_as_far_from_flat_as_a_rising_one) {
  const auto falling = points_of(40, [](std::size_t i) { return 5000 - 100.0 * static_cast<double>(i); });
  const SteadyState state = judge_steady_state(falling, flat);
  EXPECT_FALSE(state.attained);
  EXPECT_LT(state.slope_percent, -1);
}

TEST(steady_state, of_a_run_that_does_nothing_is_not_attained) {
  EXPECT_FALSE(judge_steady_state(points_of(40, [](std::size_t) { return 0; }), within_5_percent).attained);
}

TEST(steady_state, of_a_run_too_short_for_a_window_is_not_judged) {
  for (std::size_t intervals = 0; intervals < steady_window_intervals_min; ++intervals) {
    EXPECT_FALSE(judge_steady_state(points_of(intervals, [](std::size_t) { return 100; }), within_5_percent).is_judged);
  }
  EXPECT_TRUE(judge_steady_state(points_of(steady_window_intervals_min, [](std::size_t) { return 100; }), within_5_percent).attained);
  EXPECT_FALSE(judge_steady_state({}, within_5_percent).is_judged);
}

TEST(parse_steady_state, takes_both_criteria_and_says_them_again) {
  for (const char* text : {"iops:5%", "iops_slope:0.3%", "iops:100%"}) EXPECT_EQ(parse_steady_state(text).text(), text);
  EXPECT_EQ(parse_steady_state("iops_slope:0.3%").kind, SteadyStateCriterion::Kind::iops_slope);
  EXPECT_EQ(parse_steady_state("iops_slope:0.3%").limit_percent, 0.3);
}

TEST(parse_steady_state, refuses_what_is_no_criterion_and_shows_one) {
  for (const char* text : {"", "iops", "iops:", "iops:5", "iops:0%", "iops:-1%", "iops:101%", "iops:x%", "bw:5%", ":5%"}) {
    try {
      parse_steady_state(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      const std::string message = error.what();
      EXPECT_NE(message.find(fmt::format("--steady-state: '{}'", text)), std::string::npos) << message;
      EXPECT_NE(message.find("iops:5%"), std::string::npos) << message;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
