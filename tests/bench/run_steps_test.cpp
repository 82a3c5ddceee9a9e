// The steps of a run: what is done before the clock starts, and phases, as the workers of the host do them.
#include "bench/host_driver.h"

#include "engine/base/same_filled.h"
#include "tests/bench/drive_options.h"
#include "tests/bench/support.h"
#include "workloads/population.h"
#include "workloads/trace_replay.h"
#include "workloads/workload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

namespace zramlab::test {
namespace {

// Notes every operation as it begins.
class NotingTarget {
 public:
  struct Note {
    Operation operation;
    SlotIndex slot;
    ThreadIndex worker;
  };

  Outcome write(const PlannedOperation& operation, PageView, StepTimes*) { return note(Operation::write, operation.slot); }
  Outcome write_partial(const PlannedOperation& operation, PageView, StepTimes*) { return note(Operation::partial, operation.slot); }
  Outcome read(const PlannedOperation& operation, PageSpan page) {
    fill_page(page, 0);
    return note(Operation::read, operation.slot);
  }
  Outcome discard(SlotIndex slot) { return note(Operation::discard, slot); }

  [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }

 private:
  Outcome note(Operation operation, SlotIndex slot) {
    const std::lock_guard guard(mutex_);
    notes_.push_back({operation, slot, Host::thread()});
    return Outcome::ok;
  }

  std::mutex mutex_;
  std::vector<Note> notes_;
};

DriveResult drive(const Plan& plan, NotingTarget& target, const DriveOptions& options) {
  return drive_on_host<NotingTarget>(plan, options, [&](std::size_t) -> NotingTarget& { return target; });
}

Plan overwriting_plan(ThreadIndex workers, std::uint64_t operations) {
  return plan_workload("overwrite:slots=40", {.contents = store_of(4), .workers = workers, .operation_count = operations, .seed = 1, .parameters = {}});
}

TEST(steps, populate_the_device_before_anything_else_and_count_none_of_it) {
  for (const ThreadIndex workers : {1u, 3u}) {
    Plan plan = overwriting_plan(workers, 300);
    populate(plan, 1, 1);
    NotingTarget target;
    DriveOptions options = options_for(300);
    int starts = 0;
    options.on_start = [&] {
      ++starts;
      EXPECT_EQ(target.notes().size(), 40u) << "all is filled and nothing else done";
    };
    const DriveResult result = drive(plan, target, options);
    EXPECT_EQ(starts, 1);
    EXPECT_EQ(result.measured.operations, 300u);
    EXPECT_EQ(result.measured.write_ns.count(), 300u);
    ASSERT_TRUE(result.measured.populated);
    EXPECT_EQ(result.measured.populated->operations, 40u);
    EXPECT_FALSE(result.measured.warmed_up);
    ASSERT_EQ(target.notes().size(), 340u);
    std::vector<bool> filled(40);
    for (std::size_t i = 0; i < 40; ++i) filled[target.notes()[i].slot] = true;
    EXPECT_EQ(std::count(filled.begin(), filled.end(), true), 40);
    EXPECT_EQ(result.log.size(), 340u) << "verification must know what was filled in";
  }
}

TEST(steps, warm_up_with_the_same_operations_and_then_start_over) {
  const Plan plan = overwriting_plan(2, 300);
  NotingTarget target;
  DriveOptions options = options_for(300);
  options.warmup_operations = 130;
  const DriveResult result = drive(plan, target, options);
  EXPECT_EQ(result.measured.operations, 300u);
  ASSERT_TRUE(result.measured.warmed_up);
  EXPECT_EQ(result.measured.warmed_up->operations, 130u);
  for (const ThreadIndex worker : {0u, 1u}) {
    std::vector<SlotIndex> expected;
    for (std::size_t i = 0; i < 65; ++i) expected.push_back(plan.workers[worker][i].slot);
    for (std::size_t i = 0; i < 150; ++i) expected.push_back(plan.workers[worker][i].slot);
    std::vector<SlotIndex> done;
    for (const auto& note : target.notes()) {
      if (note.worker == worker) done.push_back(note.slot);
    }
    EXPECT_EQ(done, expected) << "worker " << worker;
  }
}

TEST(steps, a_warmup_by_time_ends_and_the_run_does_all_it_should_in_every_order) {
  for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed, ReplayOrder::none}) {
    const Plan plan = random_plan({.workers = 3, .operations = 500, .order = order}, store_of(4));
    NotingTarget target;
    DriveOptions options = options_for(1234);
    options.warmup_ns = 1'000'000;
    const DriveResult result = drive(plan, target, options);
    EXPECT_EQ(result.measured.operations, 1234u) << to_string(order);
    ASSERT_TRUE(result.measured.warmed_up);
    EXPECT_EQ(result.measured.warmed_up->operations + 1234, target.notes().size());
  }
}

// Two phases of `each` operations of each worker, reads first: so that they can be told apart.
Plan two_phases(std::size_t workers, std::size_t each) {
  Plan plan;
  plan.contents = store_of(1);
  plan.slot_count = 10;
  plan.order = ReplayOrder::none;
  plan.workers.resize(workers);
  for (const Operation operation : {Operation::read, Operation::write}) {
    PlanPhase& phase = plan.phases.emplace_back();
    phase.label = to_string(operation);
    phase.operations = workers * each;
    for (auto& operations : plan.workers) {
      phase.parts.push_back({operations.size(), each});
      for (std::size_t i = 0; i < each; ++i) {
        PlannedOperation made;
        made.operation = operation;
        made.content = operation == Operation::write ? 0 : no_content;
        operations.push_back(made);
      }
    }
  }
  plan.operation_count = 2 * workers * each;
  return plan;
}

TEST(steps, no_phase_begins_before_the_one_before_it_is_over) {
  for (const std::uint32_t loops : {1u, 3u}) {
    Plan plan = two_phases(4, 100);
    plan.loops = loops;
    NotingTarget target;
    const DriveResult result = drive(plan, target, options_for(std::nullopt));
    ASSERT_EQ(target.notes().size(), loops * 800u);
    for (std::size_t i = 0; i < target.notes().size(); ++i) {
      ASSERT_EQ(target.notes()[i].operation, i / 400 % 2 == 0 ? Operation::read : Operation::write) << "operation " << i;
    }
    EXPECT_EQ(result.measured.operations, loops * 800u);
    ASSERT_EQ(result.measured.phases.size(), 2u);
    for (const PhaseResult& phase : result.measured.phases) {
      EXPECT_EQ(phase.operations, loops * 400u);
      EXPECT_EQ(phase.workers, 4u);
      EXPECT_GT(phase.elapsed_ns, 0);
    }
    EXPECT_EQ(result.measured.phases[0].label, "read");
    EXPECT_NEAR(result.measured.elapsed_ns, result.measured.phases[0].elapsed_ns + result.measured.phases[1].elapsed_ns, 1);
    EXPECT_EQ(result.measured.read_ns.count(), loops * 400u);
    EXPECT_EQ(result.measured.write_ns.count(), loops * 400u);
  }
}

TEST(steps, a_phase_starts_over_when_it_is_longer_than_what_is_laid_out) {
  Plan plan = two_phases(2, 10);
  plan.phases[1].operations = 77;
  NotingTarget target;
  const DriveResult result = drive(plan, target, options_for(std::nullopt));
  EXPECT_EQ(result.measured.phases[0].operations, 20u);
  EXPECT_EQ(result.measured.phases[1].operations, 77u);
  EXPECT_EQ(target.notes().size(), 97u);
}

TEST(steps, a_phase_of_a_time_ends_and_the_next_one_is_whole) {
  Plan plan = two_phases(3, 50);
  plan.phases[0].operations.reset();
  plan.phases[0].runtime_ns = 2'000'000;
  NotingTarget target;
  DriveOptions options = options_for(std::nullopt);
  options.verify = false;
  const DriveResult result = drive(plan, target, options);
  EXPECT_GT(result.measured.phases[0].operations, 0u);
  EXPECT_EQ(result.measured.phases[1].operations, 150u);
}

TEST(steps, workers_without_a_part_of_a_phase_wait_for_its_end) {
  Plan plan = two_phases(3, 40);
  plan.phases[0].parts[0].count = 0;
  plan.phases[0].parts[2].count = 0;
  NotingTarget target;
  const DriveResult result = drive(plan, target, options_for(std::nullopt));
  EXPECT_EQ(result.measured.phases[0].workers, 1u);
  EXPECT_EQ(result.measured.phases[0].operations, 120u);
  for (std::size_t i = 0; i < 120; ++i) ASSERT_EQ(target.notes()[i].worker, 1u);
}

TEST(steps, an_interrupt_ends_all_that_are_to_come) {
  Plan plan = two_phases(2, 100);
  plan.phases[0].operations = 1'000'000;
  interrupt_requested = true;
  NotingTarget target;
  DriveOptions options = options_for(std::nullopt);
  options.verify = false;
  const DriveResult result = drive(plan, target, options);
  interrupt_requested = false;
  EXPECT_LE(result.measured.phases[0].operations, 512u);
  EXPECT_EQ(result.measured.phases[1].operations, 0u);
}

TEST(steps, the_series_ends_with_what_was_counted) {
  Plan plan = overwriting_plan(2, 1000);
  populate(plan, 1, 1);
  NotingTarget target;
  DriveOptions options = options_for(5000);
  options.sample_memory = [] { return MemorySample{.orig_data_size = 1, .compr_data_size = 2, .mem_used_total = 3, .stream_bytes = 4}; };
  const DriveResult result = drive(plan, target, options);
  ASSERT_FALSE(result.measured.series.empty());
  EXPECT_EQ(result.measured.series.back().operations, 5000u);
  EXPECT_EQ(result.measured.series.back().memory.stream_bytes, 4u);
  for (std::size_t i = 1; i < result.measured.series.size(); ++i) {
    EXPECT_GT(result.measured.series[i].at_ns, result.measured.series[i - 1].at_ns);
    EXPECT_GE(result.measured.series[i].operations, result.measured.series[i - 1].operations);
  }
}

}  // namespace
}  // namespace zramlab::test
