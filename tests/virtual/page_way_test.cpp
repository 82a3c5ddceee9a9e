// What a page of a cost table takes, and what its way from memory adds.
#include "tests/virtual/small_machine.h"

#include <initializer_list>

namespace zramlab::test {
namespace {

class PageWay : public SmallMachineTest {
 protected:
  PageWay() {
    machine_.classes[0].memory_ns = 300;
    for (ContentIndex page = 0; page < 10; ++page) costs_.pages.push_back({compress_ps_, decompress_ps_, 1000});
  }

  // What one CPU takes for these pages, beyond the table's times.
  [[nodiscard]] Ticks extra(Work work, std::initializer_list<ContentIndex> pages) const {
    const SimulationReport report = SimulatedRun{.machine = machine_, .costs = &costs_}([&](ThreadIndex) {
      for (const ContentIndex page : pages) Simulated::charge(work, page, 1000);
    });
    EXPECT_FALSE(report.failed) << report.message;
    return report.elapsed - pages.size() * (work == Work::compress ? compress_ps_ : decompress_ps_);
  }

  static constexpr std::uint64_t compress_ps_ = 5'000'000;
  static constexpr std::uint64_t decompress_ps_ = 1'000'000;
  MachineProfile machine_ = small_machine(2);
  CostTable costs_;
};

TEST_F(PageWay, a_page_that_follows_the_one_before_it_was_foreseen) { EXPECT_EQ(extra(Work::compress, {4, 5, 6, 7}), extra(Work::compress, {4})); }

TEST_F(PageWay, the_same_page_again_is_still_there) { EXPECT_EQ(extra(Work::compress, {4, 4, 4}), extra(Work::compress, {4})); }

TEST_F(PageWay, any_other_page_takes_two_latencies_of_memory) {
  EXPECT_EQ(extra(Work::compress, {4}), ns(2 * 300));
  EXPECT_EQ(extra(Work::compress, {4, 6}), ns(4 * 300)) << "one is left out";
  EXPECT_EQ(extra(Work::compress, {5, 4}), ns(4 * 300)) << "backwards";
  EXPECT_EQ(extra(Work::compress, {0}), ns(2 * 300)) << "the first page follows nothing";
}

TEST_F(PageWay, what_a_read_finds_compressed_comes_in_no_order_of_pages) { EXPECT_EQ(extra(Work::decompress, {4, 6, 2}), 0u); }

TEST_F(PageWay, every_time_of_a_table_is_multiplied) {
  machine_.classes[0].service_multiplier = 2;
  costs_.same_filled_scan_ps = 7000;
  EXPECT_EQ(extra(Work::compress, {4}), compress_ps_ + ns(2 * 300));
  EXPECT_EQ(extra(Work::decompress, {4}), decompress_ps_);
  const SimulationReport scan = SimulatedRun{.machine = machine_, .costs = &costs_}([](ThreadIndex) { Simulated::charge(Work::same_filled_scan, 4, page_bytes); });
  EXPECT_EQ(scan.elapsed, 14'000u);
}

TEST_F(PageWay, each_cpu_foresees_its_own_pages) {
  const auto alternate = [&](ThreadIndex thread) {
    for (ContentIndex page = thread; page < 10; page += 2) Simulated::charge(Work::compress, page, 1000);
  };
  const SimulationReport report = SimulatedRun{.machine = machine_, .threads = 2, .costs = &costs_}(alternate);
  EXPECT_EQ(report.elapsed, 5 * (compress_ps_ + ns(2 * 300))) << "neither CPU sees a page that follows its last one";
}

}  // namespace
}  // namespace zramlab::test
