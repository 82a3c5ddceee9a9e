// A trace as a plan.
#include "workloads/trace_replay.h"

#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TraceRecord record(Operation operation, SlotIndex slot, ContentIndex content = no_content, ThreadIndex thread = 0,
                   std::uint16_t cpu = 0) {
  TraceRecord made;
  made.operation = operation;
  made.slot = slot;
  made.content = content;
  made.thread = thread;
  made.cpu = cpu;
  return made;
}

// Writes a trace of `records` with four contents and five threads, and plans it.
Plan replay_of(const std::vector<TraceRecord>& records, ThreadIndex workers = 1,
             WorkerMapping mapping = WorkerMapping::round_robin, ReplayOrder order = ReplayOrder::strict) {
  const Folder folder;
  TraceWriter writer(folder.file("small.ztrace"), {}, {.level = 1});
  for (std::uint32_t thread = 0; thread < 5; ++thread) writer.add_thread({100 + thread, "t"});
  for (std::uint64_t page = 0; page < 4; ++page) writer.add_content(page_of(page));
  for (const TraceRecord& each : records) writer.add_record(each);
  writer.finish();
  const TraceReader trace(folder.file("small.ztrace"));
  return plan_trace(trace, std::make_shared<const PageStore>(trace.load_contents()), workers, mapping, order);
}

TEST(trace_plan, holds_every_record_once_with_what_it_says) {
  TraceRecord partial = record(Operation::partial, 3, 1);
  partial.offset = 100;
  partial.length = 50;
  partial.time_ns = 777;
  const Plan plan = replay_of({record(Operation::write, 3, 2), partial, record(Operation::discard, 9)});
  EXPECT_EQ(plan.name, "small");
  EXPECT_EQ(plan.operation_count, 3u);
  EXPECT_EQ(plan.slot_count, 10u);
  ASSERT_EQ(plan.workers.size(), 1u);
  ASSERT_EQ(plan.workers[0].size(), 3u);
  EXPECT_EQ(plan.workers[0][0].operation, Operation::write);
  EXPECT_EQ(plan.workers[0][0].slot, 3u);
  EXPECT_EQ(plan.workers[0][0].content, 2u);
  EXPECT_EQ(plan.workers[0][1].operation, Operation::partial);
  EXPECT_EQ(plan.workers[0][1].offset, 100u);
  EXPECT_EQ(plan.workers[0][1].length, 50u);
  EXPECT_EQ(plan.workers[0][1].time_ns, 777u);
  EXPECT_EQ(plan.workers[0][2].operation, Operation::discard);
  EXPECT_EQ(plan.workers[0][2].slot, 9u);
}

TEST(trace_plan, a_partial_write_of_a_whole_page_is_a_write) {
  EXPECT_EQ(replay_of({record(Operation::partial, 0, 1)}).workers[0][0].operation, Operation::write);
}

TEST(trace_plan, round_robin_deals_batches_out_evenly) {
  constexpr auto batch = static_cast<std::uint32_t>(round_robin_batch);
  std::vector<TraceRecord> records;
  for (std::uint32_t i = 0; i < 10 * batch; ++i) records.push_back(record(Operation::write, i, 0));
  const Plan plan = replay_of(records, 3);
  for (std::uint32_t worker = 0; worker < 3; ++worker) {
    EXPECT_EQ(plan.workers[worker].size(), (worker == 0 ? 4 : 3) * batch);
    for (const PlannedOperation& operation : plan.workers[worker]) EXPECT_EQ(operation.slot / batch % 3, worker);
  }
}

TEST(trace_plan, single_deals_records_out_one_by_one) {
  std::vector<TraceRecord> records;
  for (std::uint32_t i = 0; i < 30; ++i) records.push_back(record(Operation::write, i, 0));
  const Plan plan = replay_of(records, 3, WorkerMapping::single);
  for (std::uint32_t worker = 0; worker < 3; ++worker) {
    ASSERT_EQ(plan.workers[worker].size(), 10u);
    for (const PlannedOperation& operation : plan.workers[worker]) EXPECT_EQ(operation.slot % 3, worker);
  }
}

TEST(trace_plan, random_gives_each_record_to_any_worker) {
  std::vector<TraceRecord> records;
  for (std::uint32_t i = 0; i < 3000; ++i) records.push_back(record(Operation::write, i, 0));
  const Plan plan = replay_of(records, 3, WorkerMapping::random);
  std::size_t stays = 0;
  for (std::size_t i = 1; i < 3000; ++i) stays += plan.workers_in_order[i] == plan.workers_in_order[i - 1] ? 1 : 0;
  // Five standard deviations of binomial counts.
  for (const auto& worker : plan.workers) EXPECT_NEAR(static_cast<double>(worker.size()), 1000, 130);
  EXPECT_NEAR(static_cast<double>(stays), 1000, 130) << "who came before makes no difference";
  EXPECT_EQ(replay_of(records, 3, WorkerMapping::random).workers_in_order, plan.workers_in_order) << "from the seed";
}

TEST(trace_plan, a_recorded_thread_or_cpu_keeps_its_worker) {
  std::vector<TraceRecord> records;
  for (std::uint32_t i = 0; i < 40; ++i) {
    records.push_back(record(Operation::write, i, 0, i * 7 % 5, static_cast<std::uint16_t>(i * 3 % 4)));
  }
  for (const WorkerMapping mapping : {WorkerMapping::recorded_thread, WorkerMapping::recorded_cpu}) {
    const Plan plan = replay_of(records, 3, mapping);
    std::size_t planned = 0;
    for (std::size_t worker = 0; worker < 3; ++worker) {
      for (const PlannedOperation& operation : plan.workers[worker]) {
        const TraceRecord& origin = records[operation.slot];
        EXPECT_EQ((mapping == WorkerMapping::recorded_thread ? origin.thread : origin.cpu) % 3, worker);
        ++planned;
      }
    }
    EXPECT_EQ(planned, records.size());
  }
}

TEST(trace_plan, remembers_the_recorded_order_whoever_replays_it) {
  std::vector<TraceRecord> records;
  for (std::uint32_t i = 0; i < 30; ++i) records.push_back(record(Operation::write, i, 0, i * i % 5));
  const Plan plan = replay_of(records, 4, WorkerMapping::recorded_thread);
  ASSERT_EQ(plan.workers_in_order.size(), 30u);
  std::vector<std::size_t> next(4);
  for (std::uint32_t i = 0; i < 30; ++i) {
    const std::size_t worker = plan.workers_in_order[i];
    EXPECT_EQ(plan.workers[worker][next[worker]++].slot, i);
  }
}

TEST(trace_plan, has_the_turns_of_its_order) {
  const std::vector<TraceRecord> records{record(Operation::write, 0, 0), record(Operation::read, 0),
                                         record(Operation::write, 1, 0), record(Operation::write, 0, 1)};
  const auto turns = [&](ReplayOrder order) {
    std::vector<std::uint32_t> all;
    const Plan plan = replay_of(records, 1, WorkerMapping::round_robin, order);
    for (const PlannedOperation& operation : plan.workers[0]) all.push_back(operation.turn);
    return all;
  };
  EXPECT_EQ(turns(ReplayOrder::strict), (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(turns(ReplayOrder::relaxed), (std::vector<std::uint32_t>{0, 1, 0, 1}));
  EXPECT_EQ(turns(ReplayOrder::none), (std::vector<std::uint32_t>{0, 0, 0, 0}));
}

TEST(trace_plan, a_read_knows_the_page_that_it_should_find) {
  TraceRecord partial = record(Operation::partial, 0, 3);
  partial.offset = 10;
  partial.length = 10;
  const Plan plan = replay_of({record(Operation::read, 0), record(Operation::write, 0, 2), record(Operation::read, 0),
                             record(Operation::write, 0, 1), record(Operation::read, 0), record(Operation::read, 1),
                             record(Operation::discard, 0), record(Operation::read, 0), record(Operation::write, 0, 0), partial,
                             record(Operation::read, 0)});
  std::vector<ContentIndex> expected;
  for (const PlannedOperation& operation : plan.workers[0]) {
    if (operation.operation == Operation::read) expected.push_back(operation.content);
  }
  EXPECT_EQ(expected, (std::vector<ContentIndex>{no_content, 2, 1, no_content, no_content, no_content}))
      << "never written, written, overwritten, another slot, discarded, patched";
}

TEST(trace_plan, a_write_whose_content_is_not_there_is_an_error_with_its_record) {
  for (const Operation operation : {Operation::write, Operation::partial}) {
    try {
      replay_of({record(Operation::read, 0), record(operation, 0)});
      FAIL() << "nothing was thrown";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input);
      const std::string message = error.what();
      EXPECT_NE(message.find("record 1 "), std::string::npos) << message;
      EXPECT_NE(message.find("--pages"), std::string::npos) << message;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
