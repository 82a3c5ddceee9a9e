// The driver over a target that counts: every operation once in each pass, in order, whoever does it and however the run ends.
#include "bench/host_driver.h"

#include "bench/interrupt.h"
#include "engine/platform/host/cpu.h"
#include "tests/bench/drive_options.h"
#include "tests/bench/fake_target.h"
#include "workloads/trace_replay.h"

#include <gtest/gtest.h>

#include <sched.h>

#include <algorithm>

namespace zramlab::test {
namespace {

DriveResult drive(const Plan& plan, FakeTarget& target, const DriveOptions& options) {
  return drive_on_host<FakeTarget>(plan, options, [&](std::size_t) -> FakeTarget& { return target; });
}

// The operations of a plan by their place in the recorded order.
std::vector<PlannedOperation> in_order(const Plan& plan) {
  std::vector<PlannedOperation> all;
  for (const auto& worker : plan.workers) all.insert(all.end(), worker.begin(), worker.end());
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) { return one.time_ns < other.time_ns; });
  return all;
}

// How often a run of `count` operations comes to each place of the order.
std::uint64_t times_expected(const Plan& plan, std::uint64_t count, std::uint64_t place) {
  return count / plan.operation_count + (place < count % plan.operation_count ? 1 : 0);
}

struct DriverCase {
  std::size_t workers;
  ReplayOrder order;
  std::uint64_t count;  // of a plan of 60
  std::uint32_t slots;
};

std::vector<DriverCase> every_case() {
  std::vector<DriverCase> cases;
  for (const std::size_t workers : {1u, 2u, 5u}) {
    for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed, ReplayOrder::none}) {
      for (const std::uint64_t count : {1u, 7u, 59u, 60u, 61u, 200u}) {
        for (const std::uint32_t slots : {1u, 16u}) cases.push_back({workers, order, count, slots});
      }
    }
  }
  return cases;
}

std::string name_of(const DriverCase& one) {
  return std::to_string(one.workers) + " workers, " + std::string(to_string(one.order)) + ", " + std::to_string(one.count) +
         " of 60 operations, " + std::to_string(one.slots) + " slots";
}

TEST(host_driver, does_exactly_the_operations_that_were_asked_for) {
  const auto contents = store_of(4);
  for (const DriverCase& one : every_case()) {
    const Plan plan = random_plan({.workers = one.workers, .operations = 60, .slots = one.slots, .order = one.order}, contents);
    FakeTarget target(plan);
    const DriveResult result = drive(plan, target, options_for(one.count));
    EXPECT_EQ(result.measured.operations, one.count) << name_of(one);
    EXPECT_EQ(result.measured.failed_operations, 0u);
    EXPECT_EQ(target.foreign_pages(), 0u);
    std::uint64_t discards = 0;
    for (const PlannedOperation& operation : in_order(plan)) {
      const std::uint64_t expected = times_expected(plan, one.count, operation.time_ns);
      if (operation.operation == Operation::discard) {
        discards += expected;
      } else {
        ASSERT_EQ(target.count(operation.time_ns), expected) << name_of(one) << ", place " << operation.time_ns;
      }
    }
    EXPECT_EQ(target.discards, discards) << name_of(one);
  }
}

TEST(host_driver, keeps_the_recorded_order_of_each_slot) {
  const auto contents = store_of(4);
  for (const DriverCase& one : every_case()) {
    if (one.order == ReplayOrder::none) continue;
    const Plan plan = random_plan({.workers = one.workers, .operations = 60, .slots = one.slots, .order = one.order}, contents);
    FakeTarget target(plan);
    drive(plan, target, options_for(one.count));
    std::vector<std::vector<std::uint64_t>> expected(one.slots);
    const std::vector<PlannedOperation> recorded = in_order(plan);
    for (std::uint64_t i = 0; i < one.count; ++i) {
      const PlannedOperation& operation = recorded[i % recorded.size()];
      if (operation.operation == Operation::discard) continue;
      if (operation.operation == Operation::read && one.order == ReplayOrder::relaxed) continue;
      expected[operation.slot].push_back(operation.time_ns);
    }
    for (SlotIndex slot = 0; slot < one.slots; ++slot) {
      ASSERT_EQ(target.seen(slot), expected[slot]) << name_of(one) << ", slot " << slot;
    }
  }
}

TEST(host_driver, logs_what_was_done_so_that_it_verifies) {
  const auto contents = store_of(4);
  for (const std::size_t workers : {1u, 3u}) {
    const Plan plan = random_plan({.workers = workers}, contents);
    FakeTarget target(plan);
    DriveResult result = drive(plan, target, options_for(2500));
    EXPECT_EQ(result.log.size(), 2500u);
    EXPECT_FALSE(result.log_full);
    for (const LoggedOperation& logged : result.log) {
      ASSERT_LE(logged.start, logged.end);
      ASSERT_LT(logged.slot, plan.slot_count);
      ASSERT_EQ(logged.content == no_content, logged.operation != Operation::write);
      ASSERT_EQ(logged.hash != 0, logged.operation == Operation::read);
    }
    const VerificationReport report = verify_reads(result.log, *contents);
    EXPECT_EQ(report.failure_count, 0u);
    EXPECT_GT(report.reads_checked, 500u);
  }
}

TEST(host_driver, a_target_that_loses_a_write_is_found_out_from_the_log) {
  const auto contents = store_of(4);
  const Plan plan = random_plan({.workers = 2, .operations = 300}, contents);
  const std::vector<PlannedOperation> recorded = in_order(plan);
  std::uint64_t found_out = 0;
  for (std::uint64_t place = 0; place < 100; ++place) {
    if (recorded[place].operation != Operation::write) continue;
    const auto next = std::find_if(recorded.begin() + static_cast<std::ptrdiff_t>(place) + 1, recorded.end(),
                                   [&](const PlannedOperation& other) { return other.slot == recorded[place].slot; });
    FakeTarget target(plan);
    target.forgets = place;
    DriveResult result = drive(plan, target, options_for(300));
    const std::uint64_t failures = verify_reads(result.log, *contents).failure_count;
    // Whoever overwrites it unread hides it.
    if (next == recorded.end() || next->operation != Operation::read) {
      EXPECT_EQ(failures, 0u) << place;
    }
    found_out += failures != 0 ? 1 : 0;
  }
  EXPECT_GT(found_out, 10u);
}

TEST(host_driver, failed_operations_are_counted_and_not_logged) {
  const auto contents = store_of(4);
  for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed, ReplayOrder::none}) {
    const Plan plan = random_plan({.workers = 3, .order = order, .discards = 0}, contents);
    FakeTarget target(plan);
    target.failure = [](const PlannedOperation& operation) {
      return operation.time_ns % 10 == 0 ? Outcome::no_memory : Outcome::ok;
    };
    DriveResult result = drive(plan, target, options_for(1000));
    EXPECT_EQ(result.measured.operations, 1000u);
    EXPECT_EQ(result.measured.failed_operations, 100u);
    EXPECT_EQ(result.log.size(), 900u);
    if (order == ReplayOrder::strict) {
      EXPECT_EQ(verify_reads(result.log, *contents).failure_count, 0u);
    }
  }
}

TEST(host_driver, times_every_operation_or_none) {
  const auto contents = store_of(4);
  const Plan plan = random_plan({.workers = 2, .discards = 0}, contents);
  const auto reads = static_cast<std::uint64_t>(std::ranges::count_if(
      in_order(plan), [](const PlannedOperation& operation) { return operation.operation == Operation::read; }));
  for (const bool verify : {true, false}) {
    DriveOptions options = options_for(1000);
    options.verify = verify;
    FakeTarget timed(plan);
    const DriveResult with = drive(plan, timed, options);
    EXPECT_EQ(with.measured.read_ns.count(), reads);
    EXPECT_EQ(with.measured.write_ns.count(), 1000 - reads);
    EXPECT_EQ(with.log.empty(), !verify);
    options.latency = false;
    FakeTarget untimed(plan);
    const DriveResult without = drive(plan, untimed, options);
    EXPECT_EQ(without.measured.write_ns.count() + without.measured.read_ns.count() + without.measured.wait_ns.count(), 0u);
    EXPECT_EQ(without.measured.operations, 1000u);
    EXPECT_EQ(without.log.size(), with.log.size());
  }
}

TEST(host_driver, times_the_steps_of_every_nth_write) {
  const auto contents = store_of(4);
  const Plan plan = random_plan({.workers = 2, .reads = 0, .discards = 0}, contents);
  DriveOptions options = options_for(1000);
  options.step_sample = 1;
  FakeTarget target(plan);
  EXPECT_EQ(drive(plan, target, options).measured.wait_ns.count(), 1000u);
  options.step_sample = 10;
  FakeTarget fewer(plan);
  const std::uint64_t sampled = drive(plan, fewer, options).measured.wait_ns.count();
  EXPECT_GT(sampled, 50u);
  EXPECT_LT(sampled, 200u);
}

TEST(host_driver, a_run_limited_by_time_ends_in_every_order) {
  const auto contents = store_of(4);
  for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed, ReplayOrder::none}) {
    const Plan plan = random_plan({.workers = 4, .slots = 2, .order = order}, contents);
    FakeTarget target(plan);
    DriveOptions options = options_for(std::nullopt);
    options.runtime_ns = 1;
    options.verify = false;
    const DriveResult result = drive(plan, target, options);
    EXPECT_GT(result.measured.operations, 0u) << to_string(order);
  }
}

TEST(host_driver, uses_no_cpu_but_those_it_is_given) {
  const Plan plan = random_plan({.workers = 3, .slots = 100}, store_of(4));
  for (const CpuIndex only : host::allowed_cpus()) {
    for (const bool pin : {true, false}) {
      DriveOptions options = options_for(1000);
      options.cpus = {only};
      options.pin = pin;
      FakeTarget target(plan);
      std::atomic<int> elsewhere{0};
      target.failure = [&](const PlannedOperation&) {
        if (sched_getcpu() != static_cast<int>(only)) ++elsewhere;
        return Outcome::ok;
      };
      EXPECT_EQ(drive(plan, target, options).pinned, pin);
      EXPECT_EQ(elsewhere, 0) << "CPU " << only << (pin ? ", pinned" : ", more threads than CPUs");
    }
  }
}

TEST(host_driver, a_worker_without_operations_ends_at_once) {
  const auto contents = store_of(4);
  Plan plan = random_plan({.workers = 1, .operations = 100}, contents);
  plan.workers.resize(4);
  FakeTarget target(plan);
  const DriveResult result = drive(plan, target, options_for(250));
  EXPECT_EQ(result.measured.operations, 250u);
  EXPECT_EQ(result.log.size(), 250u);
}

TEST(host_driver, many_short_runs_all_end_with_and_without_progress) {
  const auto contents = store_of(4);
  for (int round = 0; round < 200; ++round) {
    const Plan plan = random_plan({.workers = 3, .operations = 10, .slots = 2, .seed = static_cast<std::uint64_t>(round)}, contents);
    FakeTarget target(plan);
    DriveOptions options = options_for(10);
    std::uint64_t shown = 0;
    if (round % 4 == 0) options.on_progress = [&](std::uint64_t operations) { shown = operations; };
    EXPECT_EQ(drive(plan, target, options).measured.operations, 10u);
    EXPECT_LE(shown, 10u);
  }
}

// Ctrl-C as the workers see it.
class Interrupted {
 public:
  Interrupted() { interrupt_requested = true; }
  ~Interrupted() { interrupt_requested = false; }
  Interrupted(const Interrupted&) = delete;
  Interrupted& operator=(const Interrupted&) = delete;
};

TEST(host_driver, an_interrupt_ends_every_worker_in_every_order) {
  const auto contents = store_of(4);
  const Interrupted interrupted;
  for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed, ReplayOrder::none}) {
    const Plan plan = random_plan({.workers = 3, .order = order}, contents);
    FakeTarget target(plan);
    const DriveResult result = drive(plan, target, options_for(1'000'000));
    EXPECT_LE(result.measured.operations, 3u * 256) << to_string(order);
    EXPECT_GE(result.measured.operations, 256u) << to_string(order);
    EXPECT_EQ(result.log.size(), result.measured.operations);
  }
}

TEST(host_driver, an_interrupted_run_still_knows_which_slots_were_followed) {
  constexpr std::uint64_t planned = 4 * logged_operations_max;
  Plan plan;
  plan.slot_count = 100;
  plan.order = ReplayOrder::none;
  plan.contents = store_of(1);
  plan.workers.resize(1);
  // None of these slots is followed, so that the log needs no room.
  for (SlotIndex slot = 0; plan.workers[0].size() < 10; ++slot) {
    if (sample_for(planned).follows(slot)) continue;
    PlannedOperation operation;
    operation.slot = slot;
    operation.content = 0;
    operation.time_ns = plan.workers[0].size();
    plan.workers[0].push_back(operation);
  }
  plan.operation_count = 10;
  FakeTarget target(plan);
  const Interrupted interrupted;
  const DriveResult result = drive(plan, target, options_for(planned));
  EXPECT_LE(result.measured.operations, 256u);
  EXPECT_EQ(result.sample.shift, sample_for(planned).shift) << "the plan decided it, not how far the run came";
  EXPECT_TRUE(result.log.empty());
}

TEST(host_driver, an_open_loop_starts_nothing_early_and_counts_every_response) {
  const auto contents = store_of(4);
  Plan plan = random_plan({.workers = 3, .operations = 300, .slots = 4, .reads = 0.5, .discards = 0}, contents);
  DriveOptions options = options_for(450);
  options.rate = 100'000;
  FakeTarget target(plan);
  // The target knows operations by their times, so that these stay: one planned nanosecond apart.
  plan.period_ns = 300;
  const DriveResult result = drive(plan, target, options);
  const OpenLoop& open = result.measured.open.value();
  EXPECT_EQ(open.times.lag_ns.count(), 450u);
  EXPECT_EQ(open.times.write_response_ns.count(), result.measured.write_ns.count());
  EXPECT_EQ(open.times.read_response_ns.count(), result.measured.read_ns.count());
  EXPECT_EQ(open.times.write_response_ns.count() + open.times.read_response_ns.count(), 450u);
  EXPECT_GE(open.times.write_response_ns.sum_ns() + 450, result.measured.write_ns.sum_ns());
  // The last of 450 is due 4.49 ms after the start.
  EXPECT_GE(result.measured.elapsed_ns, 4.489e6);
  EXPECT_LE(open.achieved_per_second, 100'100);
  EXPECT_NEAR(open.offered_per_second, 100'000, 100);
}

}  // namespace
}  // namespace zramlab::test
