// When operations are due: computed against what the process that was asked for must give.
#include "workloads/arrival.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace zramlab::test {
namespace {

// Operations dealt out in turn, or at random where `random`; in recorded order where `ordered`.
Plan plan_for(std::size_t workers, std::size_t operations, bool ordered, bool random = false) {
  Random source(workers + operations);
  Plan plan;
  plan.name = "a plan";
  plan.workers.resize(workers);
  plan.operation_count = operations;
  for (std::size_t i = 0; i < operations; ++i) {
    const std::size_t worker = random ? source.below(static_cast<std::uint32_t>(workers)) : i % workers;
    plan.workers[worker].push_back({});
    if (ordered) plan.workers_in_order.push_back(static_cast<std::uint16_t>(worker));
  }
  return plan;
}

std::vector<double> times_of(std::span<const PlannedOperation> operations) {
  std::vector<double> times;
  for (const PlannedOperation& operation : operations) times.push_back(static_cast<double>(operation.time_ns));
  return times;
}

std::vector<double> all_times(const Plan& plan) {
  std::vector<double> all;
  for (const auto& worker : plan.workers) {
    const std::vector<double> times = times_of(worker);
    all.insert(all.end(), times.begin(), times.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<double> in_recorded_order(const Plan& plan) {
  std::vector<std::size_t> next(plan.workers.size(), 0);
  std::vector<double> times;
  for (const std::uint16_t worker : plan.workers_in_order) times.push_back(static_cast<double>(plan.workers[worker][next[worker]++].time_ns));
  return times;
}

// The largest distance between the share of gaps up to a length and what an exponential distribution with their mean says.
double distance_from_exponential(const std::vector<double>& times) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times.size(); ++i) gaps.push_back(times[i] - times[i - 1]);
  std::sort(gaps.begin(), gaps.end());
  double mean = 0;
  for (const double gap : gaps) mean += gap / static_cast<double>(gaps.size());
  double distance = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double expected = 1 - std::exp(-gaps[i] / mean);
    distance = std::max({distance, std::abs(expected - static_cast<double>(i) / static_cast<double>(gaps.size())),
                         std::abs(expected - static_cast<double>(i + 1) / static_cast<double>(gaps.size()))});
  }
  return distance;
}

// Kolmogorov's bound that one sample in a thousand exceeds.
double distance_max(std::size_t samples) { return 1.95 / std::sqrt(static_cast<double>(samples)); }

TEST(arrival, constant_gaps_are_equal_whatever_the_order_and_interleave_the_workers) {
  for (const bool ordered : {true, false}) {
    Plan plan = plan_for(4, 1000, ordered);
    lay_out_arrivals(plan, ArrivalKind::constant, 1);
    const std::vector<double> times = all_times(plan);
    for (std::size_t i = 0; i < times.size(); ++i) ASSERT_EQ(times[i], static_cast<double>(i) * 1000) << ordered;
    const std::vector<double> second = times_of(plan.workers[1]);
    for (std::size_t i = 0; i < second.size(); ++i) ASSERT_EQ(second[i], 1000 + static_cast<double>(i) * 4000) << ordered;
    EXPECT_EQ(plan.period_ns, 1000 * 1000.0);
    EXPECT_EQ(rate_of(plan), 1e6);
  }
}

TEST(arrival, without_an_order_each_worker_has_even_gaps_of_its_own) {
  Plan plan = plan_for(3, 900, false);
  plan.workers[2].resize(100);
  plan.operation_count = 700;
  lay_out_arrivals(plan, ArrivalKind::constant, 1);
  for (const auto& worker : plan.workers) {
    const double gap = plan.period_ns / static_cast<double>(worker.size());
    for (std::size_t i = 1; i < worker.size(); ++i) {
      ASSERT_NEAR(static_cast<double>(worker[i].time_ns - worker[i - 1].time_ns), gap, 1);
    }
  }
}

TEST(arrival, poisson_gaps_are_exponential_for_all_and_for_each_worker) {
  for (const bool ordered : {true, false}) {
    Plan plan = plan_for(3, 30'000, ordered, true);
    lay_out_arrivals(plan, ArrivalKind::poisson, 7);
    EXPECT_LT(distance_from_exponential(all_times(plan)), distance_max(30'000)) << ordered;
    for (const auto& worker : plan.workers) {
      EXPECT_LT(distance_from_exponential(times_of(worker)), distance_max(worker.size())) << ordered;
    }
    Plan even = plan_for(3, 30'000, ordered, true);
    lay_out_arrivals(even, ArrivalKind::constant, 7);
    EXPECT_GT(distance_from_exponential(all_times(even)), distance_max(30'000)) << "the test can tell them apart";
  }
}

TEST(arrival, recorded_order_is_the_order_of_the_times) {
  for (const ArrivalKind kind : {ArrivalKind::constant, ArrivalKind::poisson}) {
    Plan plan = plan_for(3, 10'000, true, true);
    lay_out_arrivals(plan, kind, 3);
    const std::vector<double> times = in_recorded_order(plan);
    EXPECT_TRUE(std::is_sorted(times.begin(), times.end())) << to_string(kind);
  }
}

TEST(arrival, a_pass_has_exactly_its_rate) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Plan plan = plan_for(2, 100, false);
    lay_out_arrivals(plan, ArrivalKind::poisson, seed);
    EXPECT_EQ(plan.period_ns, 100 * 1000.0);
    EXPECT_LE(all_times(plan).back(), plan.period_ns) << "the next pass begins after the last of this one";
  }
}

TEST(arrival, the_seed_decides_the_moments) {
  const auto with_seed = [](std::uint64_t seed) {
    Plan plan = plan_for(2, 1000, false);
    lay_out_arrivals(plan, ArrivalKind::poisson, seed);
    return all_times(plan);
  };
  EXPECT_EQ(with_seed(5), with_seed(5));
  EXPECT_NE(with_seed(5), with_seed(6));
  Plan plan = plan_for(2, 1000, false);
  lay_out_arrivals(plan, ArrivalKind::poisson, 5);
  EXPECT_NE(times_of(plan.workers[0]), times_of(plan.workers[1])) << "workers are independent";
}

TEST(arrival, recorded_times_stay_and_the_next_pass_follows_a_mean_gap_later) {
  Plan plan = plan_for(1, 5, true);
  plan.has_times = true;
  for (std::size_t i = 0; i < 5; ++i) plan.workers[0][i].time_ns = i * i * 100;  // up to 1600: 400 on average
  lay_out_arrivals(plan, ArrivalKind::trace, 1);
  EXPECT_EQ(plan.workers[0][3].time_ns, 900u);
  EXPECT_EQ(plan.period_ns, 2000);
  EXPECT_EQ(rate_of(plan), 5e9 / 2000);
}

TEST(arrival, times_that_are_not_there_cannot_be_kept) {
  for (const bool has_times : {false, true}) {  // has_times: all at one moment
    Plan plan = plan_for(1, 5, true);
    plan.has_times = has_times;
    try {
      lay_out_arrivals(plan, ArrivalKind::trace, 1);
      ADD_FAILURE() << has_times;
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_NE(std::string(error.what()).find("--arrival trace: a plan has no times"), std::string::npos) << error.what();
    }
  }
}

TEST(arrival, a_closed_loop_has_no_schedule) {
  Plan plan = plan_for(2, 10, true);
  plan.workers[0][1].time_ns = 17;
  lay_out_arrivals(plan, ArrivalKind::closed, 1);
  EXPECT_EQ(plan.period_ns, 0);
  EXPECT_EQ(plan.workers[0][1].time_ns, 17u);
}

}  // namespace
}  // namespace zramlab::test
