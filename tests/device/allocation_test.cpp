// The hot path: no heap allocation inside an operation, whatever the strategy.
#include "tests/device/scenario.h"
#include "tests/support/allocation_counter.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

class EveryStrategyAllocates : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryStrategyAllocates, nothing_once_its_streams_are_there) {
  const StrategyEntry<Host>& entry = strategies<Host>[GetParam()];
  Fixture<HostWorld> device(entry, small_device(1));
  const std::vector<Page>& pages = sample();
  Page found{};
  // The first write may make a stream: that is what idle-list's card says.
  ASSERT_EQ(device->write(0, PageContent{pages.front()}), Outcome::ok);
  std::uint64_t failures = 0;
  const auto work = [&] {
    for (SlotIndex round = 0; round < 200; ++round) {
      const Page& page = pages[round % pages.size()];
      if (device->write(round % 8, PageContent{page}) != Outcome::ok) ++failures;
      if (device->read(round % 8, found) != Outcome::ok) ++failures;
      if (device->write_partial(round % 8, 100, ByteView(page.data(), 1000)) != Outcome::ok) ++failures;
      if (device->discard(std::uint64_t{(round + 1) % 8} * page_bytes, page_bytes) != Outcome::ok) ++failures;
    }
  };
  // Where the device has threads of its own, it is the scheduler that decides when a write first needs another stream. There are at
  // most so many of them, so that sooner or later a pass makes none.
  std::uint64_t streams = 0;
  std::uint64_t allocations = 0;
  do {
    streams = device->streams().count();
    const std::uint64_t before = allocation_count();
    work();
    allocations = allocation_count() - before;
  } while (device->streams().count() != streams);
  EXPECT_EQ(allocations, 0u);
  EXPECT_EQ(failures, 0u);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryStrategyAllocates, testing::Range<std::size_t>(0, strategies<Host>.size()),
                         [](const auto& test) {
                           std::string name(strategies<Host>[test.param].name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace zramlab::test
