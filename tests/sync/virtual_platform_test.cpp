
#include "engine/sync/mutex.h"
#include "engine/sync/wait_queue.h"
#include "tests/support/world.h"

#include <set>

namespace zramlab {
namespace {

// Three threads over a mutex, a wait queue and a bounded queue: every kind of step and of wait.
VirtualReport busy_run(std::uint64_t seed) {
  Mutex<Virtual> mutex;
  WaitQueue<Virtual> queue;
  Virtual::BoundedQueue<int*> pipe(1);
  Virtual::Atomic<std::uint32_t> arrived{0};
  VirtualOptions options;
  options.seed = seed;
  options.with_fault(Fault::allocation, 0.5);
  return run_virtual(options, 3, [&](ThreadIndex thread) {
    for (int count = 0; count < 3; ++count) {
      const Locked guard(mutex);
      Virtual::fails(Fault::allocation);
    }
    int item = 0;
    if (thread == 0) pipe.push(&item);
    if (thread == 1) pipe.pop();
    arrived.fetch_add(1, memory_order_acq_rel);
    queue.wake();
    queue.sleep_until([&] { return arrived.load(memory_order_acquire) == 3; }, WaitQueue<Virtual>::Waiting::non_exclusive);
  });
}

TEST(VirtualPlatform, the_same_seed_gives_the_same_schedule) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const VirtualReport first = busy_run(seed);
    const VirtualReport second = busy_run(seed);
    ASSERT_FALSE(first.failed) << first.message;
    EXPECT_EQ(first.schedule_hash, second.schedule_hash);
    EXPECT_EQ(first.steps, second.steps);
    EXPECT_EQ(first.switches, second.switches);
  }
}

TEST(VirtualPlatform, different_seeds_give_different_schedules) {
  std::set<std::uint64_t> schedules;
  for (std::uint64_t seed = 0; seed < 50; ++seed) schedules.insert(busy_run(seed).schedule_hash);
  EXPECT_EQ(schedules.size(), 50u);
}

// A change here is a change of every seed's meaning: replay lines in old reports then no longer replay.
TEST(VirtualPlatform, a_seeds_schedule_is_the_same_on_every_host) {
  EXPECT_EQ(busy_run(7).schedule_hash, 995832198287545471u);
}

TEST(VirtualPlatform, preemption_off_keeps_the_other_threads_of_the_cpu_out) {
  constexpr CpuIndex cpus = 2;
  VirtualOptions options;
  options.cpus = cpus;
  options.migration_share = 0.2;
  for (options.seed = 0; options.seed < 200; ++options.seed) {
    std::array<Virtual::Atomic<int>, cpus> inside;
    std::array<Virtual::Plain<int>, cpus> entries;  // ordered by the sections of one CPU alone
    const VirtualReport report = run_virtual(options, 5, [&](ThreadIndex) {
      for (int count = 0; count < 3; ++count) {
        const PreemptionOff<Virtual> off;
        Virtual::require(inside[off.cpu()].fetch_add(1, memory_order_relaxed) == 0, "two threads on one CPU");
        Virtual::require(Virtual::cpu() == off.cpu(), "migrated with preemption off");
        entries[off.cpu()].set(entries[off.cpu()].get() + 1);
        inside[off.cpu()].fetch_sub(1, memory_order_relaxed);
      }
    });
    ASSERT_FALSE(report.failed) << report.message;
    EXPECT_EQ(entries[0].get() + entries[1].get(), 15);
  }
}

TEST(VirtualPlatform, a_thread_migrates_between_two_looks_at_its_cpu) {
  bool migrated = false;
  VirtualOptions options;
  for (options.seed = 0; options.seed < 500 && !migrated; ++options.seed) {
    (void)run_virtual(options, 2, [&](ThreadIndex) {
      const CpuIndex before = Virtual::cpu();
      if (Virtual::cpu() != before) migrated = true;
    });
  }
  EXPECT_TRUE(migrated);
}

TEST(VirtualPlatform, spinners_that_are_told_to_look_again_see_what_is_no_word) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Virtual::Atomic<std::uint32_t> word{0};
    bool is_over = false;
    VirtualOptions options;
    options.seed = seed;
    const VirtualReport report = run_virtual(options, 3, [&](ThreadIndex thread) {
      if (thread != 0) return Virtual::spin_until(word, [&](std::uint32_t) { return is_over; });
      (void)word.load(memory_order_acquire);  // a step
      is_over = true;
      Virtual::look_again(word);
    });
    EXPECT_FALSE(report.failed) << report.message;
  }
}

TEST(VirtualPlatform, faults_happen_at_their_rate_and_only_inside_a_run) {
  EXPECT_FALSE(Virtual::fails(Fault::compress));
  int failures = 0;
  VirtualOptions options;
  options.with_fault(Fault::compress, 0.25);
  const VirtualReport report = run_virtual(options, 1, [&](ThreadIndex) {
    for (int count = 0; count < 4'000; ++count) {
      failures += Virtual::fails(Fault::compress) ? 1 : 0;
      failures += Virtual::fails(Fault::allocation) ? 4'000 : 0;
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_NEAR(failures, 1'000, 150);
}

TEST(VirtualPlatform, everything_works_outside_of_a_run) {
  Mutex<Virtual> mutex;
  WaitQueue<Virtual> queue;
  Virtual::BoundedQueue<int> pipe(2);
  Virtual::enter(0);
  {
    const Locked guard(mutex);
    pipe.push(1);
    pipe.push(2);
  }
  queue.wake();
  queue.sleep_until([] { return true; }, WaitQueue<Virtual>::Waiting::exclusive);
  EXPECT_EQ(pipe.pop(), 1);
  EXPECT_EQ(pipe.pop(), 2);
  EXPECT_EQ(Virtual::thread(), 0u);
  EXPECT_LT(Virtual::cpu(), Virtual::cpu_count());
  const Ticks before = Virtual::now();
  EXPECT_LT(before, Virtual::now());
  Virtual::leave();
}

template <class World>
class BoundedQueueTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(BoundedQueueTest, Worlds);

// What is pushed is written before and read after, by plain accesses: the queue must order them.
TYPED_TEST(BoundedQueueTest, hands_over_each_item_once_with_all_that_its_pusher_wrote) {
  using Plain = typename TypeParam::Platform::template Plain<int>;
  each_round<TypeParam>([](const Round& round) {
    typename TypeParam::Platform::template BoundedQueue<Plain*> queue(2);
    std::array<Plain, 12> items;
    std::array<int, 4> sums{};
    TypeParam::run(round, 4, [&](ThreadIndex thread) {
      for (std::size_t count = 0; count < 6; ++count) {
        if (thread < 2) {
          Plain& item = items[thread * 6 + count];
          item.set(1 << count);
          queue.push(&item);
        } else {
          sums[thread] += queue.pop()->get();
        }
      }
    });
    EXPECT_EQ(sums[2] + sums[3], 2 * 63);
  });
}

}  // namespace
}  // namespace zramlab
