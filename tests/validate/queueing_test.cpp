// The simulated machine against closed forms, at a statistical interval that a test has time for.
#include "bench/validate/queueing.h"

#include "bench/validate/closed_form.h"
#include "engine/platform/virtual/machine_costs.h"
#include "tests/validate/repairman.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace zramlab::test {
namespace {

constexpr double per_second = 1e9;
constexpr Effort effort{.cycles = 60'000, .seed = 5};

// Five standard errors: about 2.5 times half of the 95 % interval.
void expect_rate(const Rate& rate, double expected_per_ns) {
  EXPECT_NEAR(rate.per_second / (expected_per_ns * per_second), 1, 2.5 * rate.interval + 1e-3);
  EXPECT_LT(rate.interval, 0.02);
}

class EveryLock : public testing::TestWithParam<LockKind> {};

TEST_P(EveryLock, serves_as_the_machine_repairman_does) {
  for (const unsigned customers : {1u, 10u, 40u}) {
    const double expected = repairman_throughput(customers, think, service);
    expect_rate(simulate_network({customers, {{Stop::alone, think}, {0, service}}, Law::exponential, GetParam()}, expected, effort),
                expected);
  }
}

TEST_P(EveryLock, is_exact_with_constant_times) {
  for (const unsigned customers : {1u, 16u, 40u}) {
    const double expected = constant_throughput(customers, think, service);
    const Rate rate =
        simulate_network({customers, {{Stop::alone, think}, {0, service}}, Law::constant, GetParam()}, expected, effort);
    // A span of time may cut off one cycle of each customer.
    EXPECT_NEAR(rate.per_second / (expected * per_second), 1, 1e-3);
  }
}

std::string name_of(const testing::TestParamInfo<LockKind>& lock) {
  constexpr std::array names = {"queued", "ticket", "mutex"};
  return names[static_cast<std::size_t>(lock.param)];
}

INSTANTIATE_TEST_SUITE_P(locks, EveryLock, testing::Values(LockKind::queued, LockKind::ticket, LockKind::mutex), name_of);

TEST(network, two_locks_are_as_mean_value_analysis_says) {
  const std::vector<Stop> cycle = {{Stop::alone, 5000}, {0, 400}, {Stop::alone, 9000}, {1, 600}, {0, 400}};
  const std::array demands = {800.0, 600.0};
  const double expected = mva_throughput(24, 14'000, demands);
  expect_rate(simulate_network({24, cycle, Law::exponential, LockKind::queued}, expected, effort), expected);
}

TEST(network, the_same_seed_gives_the_same_rate) {
  const Network network{8, {{Stop::alone, think}, {0, service}}, Law::exponential, LockKind::queued};
  const double expected = repairman_throughput(8, think, service);
  const Effort short_one{.cycles = 5000, .seed = 3};
  EXPECT_EQ(simulate_network(network, expected, short_one).count, simulate_network(network, expected, short_one).count);
  EXPECT_NE(simulate_network(network, expected, short_one).count, simulate_network(network, expected, {5000, 4}).count);
}

TEST(ticket_lock, is_the_published_one_where_sections_are_long) {
  const TicketScenario scenario{.cores = 24, .local = 240'000, .section = 9600, .transfer = 100};
  const double expected = published_ticket_throughput(scenario);
  const Rate rate = simulate_ticket_lock(scenario, TicketLines::served_alone, expected, effort);
  EXPECT_NEAR(rate.per_second / (expected * per_second), 1, 0.01 + 2.5 * rate.interval);
}

TEST(ticket_lock, collapses_as_its_line_says) {
  const TicketScenario scenario{.cores = 48, .local = 24'000, .section = 480, .transfer = 100};
  const double expected = exact_ticket_throughput(scenario);
  const Rate rate = simulate_ticket_lock(scenario, TicketLines::served_alone, expected, effort);
  EXPECT_NEAR(rate.per_second / (expected * per_second), 1, 0.01 + 2.5 * rate.interval);
}

TEST(batch_counter, counts_by_spans_and_leaves_the_first_out) {
  constexpr Ticks start = 1000;
  constexpr Ticks span = 10 * ps_per_ns;
  BatchCounter counter(start, span);
  Ticks now = start;
  while (counter.count(now)) now += ps_per_ns;  // an event each nanosecond
  EXPECT_EQ(counter.rate().count, BatchCounter::batches * 10);
  EXPECT_DOUBLE_EQ(counter.rate().per_second, 1e9);
  EXPECT_EQ(counter.rate().interval, 0);
}

}  // namespace
}  // namespace zramlab::test
