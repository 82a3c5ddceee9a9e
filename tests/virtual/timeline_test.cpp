// What a simulated run tells of itself, record by record.
#include "engine/platform/virtual/timeline.h"
#include "tests/virtual/small_machine.h"

#include <numeric>
#include <tuple>
#include <vector>

namespace zramlab::test {
namespace {

class TimelineTest : public SmallMachineTest {};

TEST(Timeline, hands_on_its_first_records_in_order_and_counts_the_rest) {
  constexpr std::uint64_t records_max = 2500;
  std::vector<Ticks> begins;
  Timeline timeline(
      [&](std::span<const TimelineRecord> records) {
        for (const TimelineRecord& record : records) begins.push_back(record.begin);
      },
      records_max);
  for (Ticks begin = 0; begin < 7000; ++begin) timeline.add({.begin = begin, .end = begin + 1});
  timeline.finish();
  std::vector<Ticks> expected(records_max);
  std::iota(expected.begin(), expected.end(), Ticks{0});
  EXPECT_EQ(begins, expected);
  EXPECT_EQ(timeline.taken(), records_max);
  EXPECT_EQ(timeline.dropped(), 7000 - records_max);
}

TEST_F(TimelineTest, a_timeline_covers_all_work) {
  const MachineProfile machine = small_machine(2);
  Ticks recorded = 0;
  Timeline timeline([&](std::span<const TimelineRecord> records) {
    for (const TimelineRecord& record : records) {
      if (record.kind == TimelineKind::copy) recorded += record.end - record.begin;
    }
  });
  SimulatedRun run{machine, 2};
  run.timeline = &timeline;
  const SimulationReport report = run([](ThreadIndex) {
    for (int i = 0; i < 10; ++i) work(1000);
  });
  EXPECT_FALSE(report.failed) << report.message;
  timeline.finish();
  EXPECT_EQ(recorded, report.time.working);
}

// Two threads that share a CPU have to make way in the middle of what they work.
TEST_F(TimelineTest, on_a_cpu_one_thing_happens_at_a_time_and_all_work_is_shown) {
  MachineProfile machine = small_machine(1);
  machine.slice_ns = 10'000;
  std::vector<TimelineRecord> records;
  Timeline timeline([&](std::span<const TimelineRecord> taken) { records.insert(records.end(), taken.begin(), taken.end()); });
  SimulatedRun run{machine, 2};
  run.timeline = &timeline;
  const SimulationReport report = run([](ThreadIndex) {
    for (int i = 0; i < 400; ++i) {
      work(7000);
      work(2000);
      Simulated::cpu();  // in order with the other
    }
  });
  timeline.finish();
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GT(report.preemptions, 100u);
  Ticks worked = 0;
  Ticks until = 0;
  for (const TimelineRecord& record : records) {
    if (record.kind == TimelineKind::stream_use) continue;
    ASSERT_GE(record.begin, until) << to_string(record.kind) << " of thread " << record.thread;
    until = record.end;
    if (record.kind == TimelineKind::copy) worked += record.end - record.begin;
  }
  EXPECT_EQ(worked, report.time.working);
}

TEST(Timeline, what_was_interrupted_goes_on_elsewhere_with_its_stream) {
  std::vector<TimelineRecord> records;
  Timeline timeline([&](std::span<const TimelineRecord> taken) { records.insert(records.end(), taken.begin(), taken.end()); });
  timeline.add({.begin = 0, .end = 100, .cpu = 1, .thread = 5, .kind = TimelineKind::compress});
  timeline.add({.begin = 0, .end = 100, .argument = 3, .cpu = 1, .thread = 5, .kind = TimelineKind::stream_use});
  timeline.add({.begin = 100, .end = 130, .cpu = 1, .thread = 5, .kind = TimelineKind::copy});
  timeline.add({.begin = 0, .end = 200, .cpu = 2, .thread = 6, .kind = TimelineKind::compress});
  timeline.interrupt(1, 5, 60);
  timeline.resume(0, 5, 300);
  timeline.finish();
  using Shown = std::tuple<TimelineKind, unsigned, unsigned, Ticks, Ticks>;
  std::vector<Shown> shown;
  for (const TimelineRecord& record : records) shown.emplace_back(record.kind, record.cpu, record.argument, record.begin, record.end);
  EXPECT_EQ(shown, (std::vector<Shown>{{TimelineKind::compress, 1, 0, 0, 60},
                                       {TimelineKind::stream_use, 1, 3, 0, 60},
                                       {TimelineKind::compress, 2, 0, 0, 200},
                                       {TimelineKind::compress, 0, 0, 300, 340},
                                       {TimelineKind::stream_use, 0, 3, 300, 340},
                                       {TimelineKind::copy, 0, 0, 340, 370}}));
}

}  // namespace
}  // namespace zramlab::test
