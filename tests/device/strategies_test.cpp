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

TEST(StrategiesTest, new_strategies_make_streams_on_demand_but_for_cpus_and_workers) {
  DeviceOptions options = small_device(3);
  options.streams_max = 2;
  const auto streams_of = [&](std::string_view name) {
    return Fixture<HostWorld>(entry_of(name), options)->streams().count();
  };
  EXPECT_EQ(streams_of("sharded-idle-list"), 1u);
  EXPECT_EQ(streams_of("lock-free-pool"), 1u);
  EXPECT_EQ(streams_of("rseq-per-cpu"), Host::cpu_count());
  EXPECT_EQ(streams_of("hybrid"), Host::cpu_count());
  EXPECT_EQ(streams_of("async-workers"), std::min<std::uint64_t>(options.streams_max, Host::cpu_count()));
}

// One thread alone never meets anybody on its CPU, and three threads on one CPU do, in some schedule.
TEST(StrategiesTest, an_overflow_is_a_writer_that_found_its_cpus_stream_taken) {
  for (const char* const name : {"rseq-per-cpu", "hybrid"}) {
    const auto* entry = find_in(strategies<Virtual>, name);
    ASSERT_NE(entry, nullptr);
    std::uint64_t overflows = 0;
    each_round<VirtualWorld>([&](const Round& round) {
      Fixture<VirtualWorld> device(*entry, small_device(3));
      const std::uint64_t streams = device->streams().count();
      const auto write = [&](ThreadIndex thread) {
        for (int i = 0; i < 2; ++i) EXPECT_EQ(device->write(thread, PageContent{text_page(thread)}), Outcome::ok);
      };
      VirtualOptions options;
      options.cpus = 1;
      VirtualWorld::run(round, 1, write, options);
      EXPECT_EQ(device->strategy().overflows(), 0u);
      VirtualWorld::run(round, 3, write, options);
      overflows += device->strategy().overflows();
      EXPECT_LE(device->streams().count(), streams + 2) << "at most --streams more";
    });
    EXPECT_GT(overflows, 0u) << name;
  }
}

// Three writers on one CPU, with one shared stream: the third takes the idle stream of CPU 1, which is just going off-line.
TEST(StrategiesTest, a_hybrids_cpu_goes_off_line_once_its_stream_is_back) {
  const auto* entry = find_in(strategies<Virtual>, "hybrid");
  ASSERT_NE(entry, nullptr);
  each_round<VirtualWorld>([&](const Round& round) {
    DeviceOptions device_options = small_device(4);
    device_options.streams_max = 1;
    Fixture<VirtualWorld> device(*entry, device_options);
    VirtualOptions options;
    options.cpus = 1;
    VirtualWorld::run(
        round, 4,
        [&](ThreadIndex thread) {
          for (int i = 0; i < 3; ++i) {
            if (thread == 0) {
              device->strategy().cpu_offline(1);
              EXPECT_EQ(device->strategy().cpu_online(1), Outcome::ok);
            } else {
              EXPECT_EQ(device->write(thread, PageContent{text_page(thread)}), Outcome::ok);
            }
          }
        },
        options);
    device.expect_all_accounted_for();
  });
}

// Two threads on CPUs of different clusters: with one stream in all, one of them steals it from the other's cluster.
TEST(StrategiesTest, a_sharded_list_steals_before_it_makes_or_sleeps) {
  const auto* entry = find_in(strategies<Virtual>, "sharded-idle-list");
  ASSERT_NE(entry, nullptr);
  std::uint64_t runs_with_one = 0;
  each_round<VirtualWorld>([&](const Round& round) {
    Fixture<VirtualWorld> device(*entry, small_device(2));
    Virtual::Atomic<int> turn{0};
    VirtualOptions options;
    options.cpus = 8;
    VirtualWorld::run(
        round, 2,
        [&](ThreadIndex thread) {
          for (int mine = static_cast<int>(thread); mine < 8; mine += 2) {
            Virtual::spin_until(turn, [mine](int now) { return now == mine; });
            EXPECT_EQ(device->write(thread, PageContent{text_page(thread)}), Outcome::ok);
            turn.store(mine + 1, memory_order_release);
          }
        },
        options);
    EXPECT_EQ(device->streams().count(), 1u) << "there was always an idle one";
    ++runs_with_one;
    device.expect_all_accounted_for();
  });
  EXPECT_GT(runs_with_one, 0u);
}

// Outside of a run a virtual device's workers are not there: what they would do stays to be looked at.
class AsyncWorkersTest : public testing::Test {
 public:
  static DeviceOptions options() {
    DeviceOptions options = small_device(1);
    options.slot_count = 64;
    return options;
  }
  bool is_stored(SlotIndex slot) { return device_->store().slots().state(slot).is_stored(); }

  Fixture<VirtualWorld> device_{*find_in(strategies<Virtual>, "async-workers"), options()};
};

TEST_F(AsyncWorkersTest, a_page_is_read_from_the_queue_until_it_is_stored) {
  ASSERT_EQ(device_->write(0, PageContent{text_page(1)}), Outcome::ok);
  ASSERT_EQ(device_->write(0, PageContent{text_page(2)}), Outcome::ok);
  EXPECT_FALSE(is_stored(0));
  EXPECT_EQ(device_.read(0), text_page(2));
  device_->settle();
  EXPECT_TRUE(is_stored(0));
  EXPECT_EQ(device_.read(0), text_page(2));
  device_.expect_all_accounted_for();
}

TEST_F(AsyncWorkersTest, a_same_filled_page_does_not_overtake_a_write_of_its_slot) {
  ASSERT_EQ(device_->write(0, PageContent{text_page(1)}), Outcome::ok);
  ASSERT_EQ(device_->write(0, PageContent{zero_page()}), Outcome::ok);
  ASSERT_EQ(device_->write(1, PageContent{zero_page()}), Outcome::ok);
  EXPECT_TRUE(is_stored(1)) << "where nothing is under way it is stored at once";
  EXPECT_EQ(device_.read(0), zero_page());
  device_->settle();
  EXPECT_EQ(device_.read(0), zero_page());
  EXPECT_EQ(device_->mm_stat().same_pages, 2u);
}

TEST_F(AsyncWorkersTest, a_full_queue_makes_the_writer_do_the_oldest) {
  SlotIndex written = 0;
  while (!is_stored(0) && written < 64) {
    ASSERT_EQ(device_->write(written, PageContent{text_page(written)}), Outcome::ok);
    ++written;
  }
  EXPECT_EQ(written, 33u) << "sixteen entries for each of two workers, and one write more";
  EXPECT_FALSE(is_stored(1));
  EXPECT_EQ(device_->streams().count(), 3u) << "a stream for the writer, beside the workers'";
}

TEST_F(AsyncWorkersTest, a_discard_comes_after_the_writes_before_it) {
  ASSERT_EQ(device_->write(0, PageContent{text_page(1)}), Outcome::ok);
  ASSERT_EQ(device_->write(1, PageContent{text_page(2)}), Outcome::ok);
  ASSERT_EQ(device_->discard(0, page_bytes), Outcome::ok);
  EXPECT_EQ(device_->notify_free(1), Outcome::ok);
  device_->settle();
  EXPECT_EQ(device_.read(0), zero_page());
  EXPECT_EQ(device_.read(1), text_page(2)) << "notify_free may not wait, and counts a miss";
  EXPECT_EQ(device_->debug_stat().miss_free, 1u);
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
