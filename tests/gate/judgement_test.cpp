// One figure against its threshold.
#include "bench/gate/judgement.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab {
namespace {

using Values = std::vector<double>;

constexpr Limits no_worse{.better = GoodDirection::lower, .max_regression = 0, .floor = 0};
constexpr Limits tenth{.better = GoodDirection::lower, .max_regression = 0.1, .floor = 0};

Values around(double middle) {
  Values values;
  for (int step = -5; step <= 5; ++step) values.push_back(middle * (1 + 0.002 * step));
  return values;
}

TEST(exact_figures, differ_by_nothing_or_regress) {
  EXPECT_EQ(judge_exact(Values{1000}, Values{1000}, no_worse).verdict, GateVerdict::pass);
  EXPECT_EQ(judge_exact(Values{1000}, Values{1001}, no_worse).verdict, GateVerdict::regression);
  EXPECT_EQ(judge_exact(Values{1000}, Values{999}, no_worse).verdict, GateVerdict::improved);
  EXPECT_EQ(judge_exact(Values{0}, Values{1}, no_worse).verdict, GateVerdict::regression);
  EXPECT_EQ(judge_exact(Values{0}, Values{0}, no_worse).verdict, GateVerdict::pass);
}

TEST(exact_figures, know_which_way_is_better) {
  const Limits higher{.better = GoodDirection::higher, .max_regression = 0, .floor = 0};
  EXPECT_EQ(judge_exact(Values{1000}, Values{999}, higher).verdict, GateVerdict::regression);
  EXPECT_EQ(judge_exact(Values{1000}, Values{1001}, higher).verdict, GateVerdict::improved);
  const Limits neither{.better = GoodDirection::neither, .max_regression = 0, .floor = 0};
  EXPECT_EQ(judge_exact(Values{1000}, Values{999}, neither).verdict, GateVerdict::regression);
  EXPECT_EQ(judge_exact(Values{1000}, Values{1001}, neither).verdict, GateVerdict::regression);
}

TEST(exact_figures, may_change_within_the_floor_and_the_allowance) {
  EXPECT_EQ(judge_exact(Values{1000}, Values{1050}, tenth).verdict, GateVerdict::pass);
  EXPECT_EQ(judge_exact(Values{1000}, Values{1101}, tenth).verdict, GateVerdict::regression);
  const Limits floor{.better = GoodDirection::lower, .max_regression = 0, .floor = 64};
  EXPECT_EQ(judge_exact(Values{10}, Values{74}, floor).verdict, GateVerdict::pass);
  EXPECT_EQ(judge_exact(Values{10}, Values{75}, floor).verdict, GateVerdict::regression);
}

TEST(exact_figures, that_repetitions_do_not_share_are_inconclusive) {
  const Judgement judgement = judge_exact(Values{1000, 1000}, Values{1000, 1003}, no_worse);
  EXPECT_EQ(judgement.verdict, GateVerdict::inconclusive);
  EXPECT_NE(judgement.note.find("not exact"), std::string::npos) << judgement.note;
}

TEST(exact_figures, ignore_what_another_compiler_rounds_otherwise) {
  EXPECT_EQ(judge_exact(Values{123456.789012345}, Values{123456.789012346}, no_worse).verdict, GateVerdict::pass);
}

TEST(measured_figures, regress_when_the_whole_interval_is_past_the_threshold) {
  const Judgement judgement = judge_unpaired(around(100), around(130), tenth);
  EXPECT_EQ(judgement.verdict, GateVerdict::suspected);
  EXPECT_NEAR(judgement.times_as_bad, 1.3, 0.01);
  ASSERT_TRUE(judgement.interval);
  EXPECT_GT(judgement.interval->low, 1.1);
  EXPECT_EQ(judge_paired(around(100), around(130), tenth).verdict, GateVerdict::suspected);
}

TEST(measured_figures, pass_when_the_whole_interval_is_within) {
  EXPECT_EQ(judge_unpaired(around(100), around(101), tenth).verdict, GateVerdict::pass);
  EXPECT_EQ(judge_paired(around(100), around(101), tenth).verdict, GateVerdict::pass);
}

TEST(measured_figures, of_throughput_regress_when_they_fall) {
  const Limits higher{.better = GoodDirection::higher, .max_regression = 0.1, .floor = 0};
  EXPECT_EQ(judge_unpaired(around(130), around(100), higher).verdict, GateVerdict::suspected);
  EXPECT_NEAR(judge_paired(around(130), around(100), higher).times_as_bad, 1.3, 0.01);
  EXPECT_EQ(judge_paired(around(100), around(130), higher).verdict, GateVerdict::improved);
}

TEST(measured_figures, are_inconclusive_with_fewer_runs_than_an_interval_takes) {
  EXPECT_EQ(judge_unpaired(Values{100, 101, 102}, Values{150, 151, 152}, tenth).verdict, GateVerdict::inconclusive);
  EXPECT_EQ(judge_paired(Values{100, 101, 102}, Values{150, 151, 152}, tenth).verdict, GateVerdict::inconclusive);
}

TEST(measured_figures, are_inconclusive_when_the_interval_is_wide_and_straddles) {
  const Values wide = {80, 90, 95, 100, 110, 120, 130, 140, 150, 160, 170};
  const Judgement judgement = judge_unpaired(around(100), wide, tenth);
  EXPECT_EQ(judgement.verdict, GateVerdict::inconclusive);
  EXPECT_NE(judgement.note.find("too noisy"), std::string::npos) << judgement.note;
}

TEST(measured_figures, are_inconclusive_where_the_program_differs_from_itself_by_more_than_half_the_threshold) {
  EXPECT_EQ(judge_paired(around(100), around(130), tenth, 0.06).verdict, GateVerdict::inconclusive);
  EXPECT_EQ(judge_paired(around(100), around(130), tenth, 0.04).verdict, GateVerdict::suspected);
  // Where the interval says that all is well, noise is no reason to doubt it.
  EXPECT_EQ(judge_paired(around(100), around(100), tenth, 0.06).verdict, GateVerdict::pass);
}

TEST(measured_figures, below_the_floor_are_no_regression) {
  const Limits floor{.better = GoodDirection::lower, .max_regression = 0.1, .floor = 50};
  EXPECT_EQ(judge_paired(around(100), around(130), floor).verdict, GateVerdict::pass);
  EXPECT_EQ(judge_paired(around(1000), around(1300), floor).verdict, GateVerdict::suspected);
}

TEST(measured_figures, that_are_zero_have_no_ratio) {
  EXPECT_EQ(judge_paired(Values(11, 0.0), around(100), tenth).verdict, GateVerdict::inconclusive);
  EXPECT_EQ(judge_unpaired(Values(11, 0.0), around(100), tenth).verdict, GateVerdict::inconclusive);
}

TEST(confirmation, makes_a_suspicion_a_regression_or_takes_it_back) {
  const Judgement suspected = judge_paired(around(100), around(130), tenth);
  EXPECT_EQ(confirm(suspected, suspected).verdict, GateVerdict::regression);
  EXPECT_EQ(confirm(suspected, judge_paired(around(100), around(100), tenth)).verdict, GateVerdict::pass);
  EXPECT_EQ(confirm(suspected, judge_paired(Values{100}, Values{130}, tenth)).verdict, GateVerdict::inconclusive);
}

}  // namespace
}  // namespace zramlab
