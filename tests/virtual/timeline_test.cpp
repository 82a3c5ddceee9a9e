// What a simulated run tells of itself, record by record.
#include "engine/platform/virtual/timeline.h"
#include "tests/virtual/small_machine.h"

#include <numeric>
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

}  // namespace
}  // namespace zramlab::test
