// What sets the strategies apart.
#include "tests/device/scenario.h"

#include <gtest/gtest.h>

#include <atomic>

namespace zramlab::test {
namespace {

const StrategyEntry<Host>& entry_of(std::string_view name) {
  const auto* entry = find_in(strategies<Host>, name);
  EXPECT_NE(entry, nullptr);
  return *entry;
}

TEST(StrategiesTest, empty_touches_neither_slot_nor_pool) {
  Fixture<HostWorld> device(entry_of("empty"), small_device(1));
  EXPECT_EQ(device->write(0, PageContent{random_page(1)}), Outcome::ok);
  EXPECT_EQ(device->mm_stat(), MmStat{});
  EXPECT_EQ(device->streams().count(), 0u);
}

TEST(StrategiesTest, per_cpu_stalls_and_compresses_again_where_memory_is_short) {
  DeviceOptions options = small_device(1);
  options.pool.no_wait_failure_share = 1;
  Fixture<HostWorld> device(entry_of("per-cpu"), options);
  for (SlotIndex slot = 0; slot < 4; ++slot) {
    ASSERT_EQ(device->write(slot, PageContent{random_page(slot + 1)}), Outcome::ok);
    EXPECT_EQ(device.read(slot), random_page(slot + 1));
  }
  EXPECT_EQ(device->debug_stat().writestall, 4u) << "a huge page needs a zspage of its own: a stall each";
  EXPECT_EQ(device->io_stat().failed_writes, 0u);
}

TEST(StrategiesTest, per_cpu_without_fallback_fails_the_write_instead) {
  DeviceOptions options = small_device(1);
  options.pool.no_wait_failure_share = 1;
  Fixture<HostWorld> device(entry_of("per-cpu-no-fallback"), options);
  EXPECT_EQ(device->write(0, PageContent{random_page(1)}), Outcome::no_memory);
  EXPECT_EQ(device->io_stat().failed_writes, 1u);
  EXPECT_EQ(device->debug_stat().writestall, 0u);
  EXPECT_EQ(device.read(0), zero_page());
}

TEST(StrategiesTest, streams_cost_memory_as_the_card_says) {
  DeviceOptions options = small_device(3);
  options.streams_max = 2;
  const auto streams_of = [&](std::string_view name) {
    return Fixture<HostWorld>(entry_of(name), options)->streams().count();
  };
  EXPECT_EQ(streams_of("global-mutex"), 1u);
  EXPECT_EQ(streams_of("single-stream"), 1u);
  EXPECT_EQ(streams_of("idle-list"), 1u) << "made on demand";
  EXPECT_EQ(streams_of("tbb-queue"), options.streams_max);
  EXPECT_EQ(streams_of("per-thread"), options.threads);
  EXPECT_EQ(streams_of("per-cpu"), Host::cpu_count());
  EXPECT_EQ(streams_of("per-cpu-sleepable"), Host::cpu_count());
}

// Two writers inside their streams at the same time make a second stream; one after the other they do not.
TEST(StrategiesTest, idle_list_makes_a_stream_only_when_writers_meet) {
  bool met = false;
  each_round<VirtualWorld>([&](const Round& round) {
    const auto* entry = find_in(strategies<Virtual>, "idle-list");
    ASSERT_NE(entry, nullptr);
    Fixture<VirtualWorld> device(*entry, small_device(2));
    ASSERT_EQ(device->write(0, PageContent{text_page(1)}), Outcome::ok);
    EXPECT_EQ(device->streams().count(), 1u);
    VirtualWorld::run(round, 2, [&](ThreadIndex thread) {
      EXPECT_EQ(device->write(thread, PageContent{text_page(thread + 1)}), Outcome::ok);
    });
    EXPECT_LE(device->streams().count(), 2u);
    met = met || device->streams().count() == 2;
  });
  EXPECT_TRUE(met) << "in no schedule did two writers meet";
}

TEST(StrategiesTest, a_sleepable_streams_cpu_may_go_and_come_back) {
  Fixture<HostWorld> device(entry_of("per-cpu-sleepable"), small_device(1));
  const std::uint64_t streams = device->streams().count();
  // Not the CPU this thread runs on: nobody runs on a CPU that is off-line.
  ASSERT_TRUE(host::pin_to(host::allowed_cpus().front()));
  const CpuIndex other = (host::allowed_cpus().front() + 1) % Host::cpu_count();
  if (other == host::allowed_cpus().front()) GTEST_SKIP() << "needs a second CPU";
  device->strategy().cpu_offline(other);
  EXPECT_EQ(device->streams().count(), streams - 1);
  EXPECT_EQ(device->write(0, PageContent{text_page(1)}), Outcome::ok);
  EXPECT_EQ(device->strategy().cpu_online(other), Outcome::ok);
  EXPECT_EQ(device->streams().count(), streams);
  device.expect_all_accounted_for();
}

}  // namespace
}  // namespace zramlab::test
