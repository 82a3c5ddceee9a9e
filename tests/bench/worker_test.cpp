// One worker by itself: what it logs, when it starts an operation, and when it ends.
#include "bench/worker.h"

#include "engine/platform/host/host.h"
#include "tests/bench/fake_target.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

namespace zramlab::test {
namespace {

// One worker on this thread, with a log of its own size.
template <bool timed>
void work(const Plan& plan, FakeTarget& target, WorkerReport& report, std::uint64_t limit,
          const std::function<void(WorkerTask<Host>&)>& change, std::atomic<bool>& stop) {
  static const std::atomic<bool> no_interrupt{false};
  Turns<Host> turns(plan.slot_count, plan.order, stop);
  WorkerTask<Host> task{.turns = turns, .contents = *plan.contents, .stop = stop, .interrupt = no_interrupt, .sample = {}};
  task.schedule.start = Host::now();
  change(task);
  Worker<Host, FakeTarget, timed>(target, task, plan.workers[0], report).run(limit);
}

TEST(worker, stops_all_when_the_log_is_full) {
  const Plan plan = random_plan({.workers = 1}, store_of(4));
  FakeTarget target(plan);
  WorkerReport report;
  report.log.resize(100);
  std::atomic<bool> stop{false};
  work<true>(plan, target, report, 1000, [](WorkerTask<Host>&) {}, stop);
  EXPECT_TRUE(report.log_full);
  EXPECT_TRUE(stop);
  EXPECT_EQ(report.log_count, 100u);
  EXPECT_EQ(report.operations, 101u) << "the one that found no room was done";
}

TEST(worker, logs_only_the_slots_of_its_sample) {
  const Plan plan = random_plan({.workers = 1, .slots = 64}, store_of(4));
  FakeTarget target(plan);
  WorkerReport report;
  report.log.resize(1000);
  std::atomic<bool> stop{false};
  const SlotSample sample{2};
  work<true>(plan, target, report, 1000, [&](WorkerTask<Host>& task) { task.sample = sample; }, stop);
  EXPECT_EQ(report.operations, 1000u);
  EXPECT_GT(report.log_count, 100u);
  EXPECT_LT(report.log_count, 500u);
  for (std::size_t i = 0; i < report.log_count; ++i) EXPECT_TRUE(sample.follows(report.log[i].slot));
}

TEST(worker, waiting_for_a_recorded_time_ends_at_the_deadline) {
  Plan plan = random_plan({.workers = 1, .operations = 10}, store_of(4));
  FakeTarget target(plan);
  for (PlannedOperation& operation : plan.workers[0]) operation.time_ns = operation.time_ns % 10;
  WorkerReport report;
  report.log.resize(10);
  std::atomic<bool> stop{false};
  work<true>(plan, target, report, 10, [](WorkerTask<Host>& task) {
    task.schedule.ticks_per_planned_ns = 1e15;  // the second operation is due in days
    task.deadline = task.schedule.start;
  }, stop);
  EXPECT_LE(report.operations, 2u);
  EXPECT_TRUE(stop);
}

TEST(worker, keeps_the_times_of_every_pass) {
  Plan plan = random_plan({.workers = 1, .operations = 50}, store_of(4));
  FakeTarget target(plan);
  WorkerReport report;
  report.log.resize(100);
  std::atomic<bool> stop{false};
  Ticks start = 0;
  constexpr double ticks_each = 20'000;
  work<true>(plan, target, report, 100, [&](WorkerTask<Host>& task) {
    task.schedule.ticks_per_planned_ns = ticks_each;
    task.schedule.period_ns = 50;
    start = task.schedule.start;
  }, stop);
  ASSERT_EQ(report.log_count, 100u);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_GE(report.log[i].start, start + static_cast<Ticks>(ticks_each * static_cast<double>(i))) << i;
  }
}

}  // namespace
}  // namespace zramlab::test
