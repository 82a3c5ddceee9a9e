#include "tests/sync/locks.h"

#include <array>
#include <set>

namespace zramlab {
namespace {

template <class WorldType, template <class> class LockTemplate>
struct Case {
  using World = WorldType;
  using Lock = LockTemplate<typename World::Platform>;
  using Counter = typename World::Platform::template Plain<int>;
};

template <class TestCase>
class LocksTest : public testing::Test {};

using EveryLock =
    testing::Types<Case<HostWorld, TestAndSetSpinlock>, Case<VirtualWorld, TestAndSetSpinlock>,    //
                   Case<HostWorld, QueuedSpinlock>, Case<VirtualWorld, QueuedSpinlock>,            //
                   Case<HostWorld, TicketLock>, Case<VirtualWorld, TicketLock>,                    //
                   Case<HostWorld, Mutex>, Case<VirtualWorld, Mutex>,                              //
                   Case<HostWorld, BitSpinlockInAWord>, Case<VirtualWorld, BitSpinlockInAWord>,
                   Case<HostWorld, SleepingBitLockInAWord>, Case<VirtualWorld, SleepingBitLockInAWord>,
                   Case<HostWorld, RwSpinlock>, Case<VirtualWorld, RwSpinlock>>;
TYPED_TEST_SUITE(LocksTest, EveryLock);

// Adds to a plain counter under the lock, as often as asked.
template <class TestCase>
void count_under_lock(const Round& round, ThreadIndex threads, int additions, const VirtualOptions& options = {}) {
  typename TestCase::Lock lock;
  typename TestCase::Counter counter(0);
  TestCase::World::run(
      round, threads,
      [&](ThreadIndex) {
        for (int addition = 0; addition < additions; ++addition) {
          const Locked guard(lock);
          counter.set(counter.get() + 1);
        }
      },
      options);
  EXPECT_EQ(counter.get(), static_cast<int>(threads) * additions);
}

TYPED_TEST(LocksTest, two_threads_never_hold_it_together) {
  each_round<typename TypeParam::World>([](const Round& round) {
    count_under_lock<TypeParam>(round, 2, repetitions<typename TypeParam::World>(6, 50'000));
  });
}

TYPED_TEST(LocksTest, more_threads_than_cpus_all_get_it) {
  each_round<typename TypeParam::World>([](const Round& round) {
    VirtualOptions options;
    options.cpus = 2;
    options.migration_share = 0.1;
    count_under_lock<TypeParam>(round, 5, repetitions<typename TypeParam::World>(3, 5'000), options);
  });
}

// A world that says how many threads wait: whoever spins on a lock that is fair stands in its queue.
template <class World>
struct Watched : World::Platform {
  static inline typename World::Platform::template Atomic<std::uint32_t> waiting{0};

  template <class Word, class Predicate>
  static void spin_until(const Word& word, Predicate predicate) {
    waiting.fetch_add(1, memory_order_relaxed);
    World::Platform::spin_until(word, predicate);
  }
};

template <class WorldType, template <class> class LockTemplate>
struct FairCase {
  using World = WorldType;
  using Lock = LockTemplate<Watched<WorldType>>;
};

template <class TestCase>
class FairLockTest : public testing::Test {};

using FairLocks = testing::Types<FairCase<HostWorld, QueuedSpinlock>, FairCase<VirtualWorld, QueuedSpinlock>,
                                 FairCase<HostWorld, TicketLock>, FairCase<VirtualWorld, TicketLock>>;
TYPED_TEST_SUITE(FairLockTest, FairLocks);

// Thread 0 lets go once all others wait. Whoever had the lock then stands behind them.
TYPED_TEST(FairLockTest, whoever_waits_is_served_before_anyone_twice) {
  using World = typename TypeParam::World;
  using Platform = typename World::Platform;
  constexpr ThreadIndex threads = 4;
  each_round<World>([](const Round& round) {
    typename TypeParam::Lock lock;
    std::array<ThreadIndex, 2 * threads> served{};
    std::size_t count = 0;
    typename Platform::template Atomic<int> is_held{0};
    World::run(round, threads, [&](ThreadIndex thread) {
      if (thread == 0) {
        const Locked guard(lock);
        Watched<World>::waiting.store(0, memory_order_relaxed);  // its own wait for a free lock is over
        is_held.store(1, memory_order_release);
        Platform::spin_until(Watched<World>::waiting, [](std::uint32_t waiting) { return waiting == threads - 1; });
        return;
      }
      Platform::spin_until(is_held, [](int held) { return held != 0; });
      for (int time = 0; time < 2; ++time) {
        const Locked guard(lock);
        served[count++] = thread;
      }
    });
    EXPECT_EQ((std::set<ThreadIndex>{served[0], served[1], served[2]}.size()), threads - 1)
        << "one was served twice while another waited";
  });
}

template <class TestCase>
class TryLockTest : public testing::Test {};

using LocksToTry =
    testing::Types<Case<HostWorld, BitSpinlockInAWord>, Case<VirtualWorld, BitSpinlockInAWord>,
                   Case<HostWorld, SleepingBitLockInAWord>, Case<VirtualWorld, SleepingBitLockInAWord>>;
TYPED_TEST_SUITE(TryLockTest, LocksToTry);

TYPED_TEST(TryLockTest, fails_while_the_lock_is_held_and_succeeds_after) {
  typename TypeParam::Lock lock;
  lock.lock();
  EXPECT_FALSE(lock.try_lock());
  lock.unlock();
  EXPECT_TRUE(lock.try_lock());
  EXPECT_FALSE(lock.try_lock());
  lock.unlock();
}

TYPED_TEST(TryLockTest, who_succeeded_is_alone) {
  each_round<typename TypeParam::World>([](const Round& round) {
    typename TypeParam::Lock lock;
    typename TypeParam::Counter counter(0);
    typename TypeParam::World::Platform::template Atomic<int> successes{0};
    TypeParam::World::run(round, 3, [&](ThreadIndex thread) {
      for (int attempt = 0; attempt < repetitions<typename TypeParam::World>(6, 20'000); ++attempt) {
        // One thread insists, so that the others meet a lock that is held.
        if (thread == 0) {
          lock.lock();
        } else if (!lock.try_lock()) {
          continue;
        }
        counter.set(counter.get() + 1);
        lock.unlock();
        successes.fetch_add(1, memory_order_relaxed);
      }
    });
    EXPECT_EQ(counter.get(), successes.load(memory_order_relaxed));
  });
}

template <class World>
class BitLockTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(BitLockTest, Worlds);

// The other bits belong to whoever holds the lock, and a waiter's mark must not be taken for one of them.
TYPED_TEST(BitLockTest, the_holder_changes_the_other_bits_of_the_word) {
  using Platform = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    typename SleepingBitLock<Platform>::Word word{0};
    constexpr std::uint32_t low_bits = 0xffff;
    const int additions = repetitions<TypeParam>(4, 5'000);
    TypeParam::run(round, 3, [&](ThreadIndex) {
      for (int addition = 0; addition < additions; ++addition) {
        SleepingBitLock<Platform>::lock(word);
        word.fetch_add(1, memory_order_relaxed);
        SleepingBitLock<Platform>::unlock(word);
      }
    });
    EXPECT_EQ(word.load(memory_order_relaxed) & low_bits, static_cast<std::uint32_t>(3 * additions));
    EXPECT_EQ(word.load(memory_order_relaxed) & ~low_bits, 0u) << "neither held nor waited for";
  });
}

template <class World>
class MutexTest : public testing::Test {};

TYPED_TEST_SUITE(MutexTest, Worlds);

// The owner sleeps inside, so that it is off its CPU and waiters go to sleep as well.
TYPED_TEST(MutexTest, its_sleepers_are_woken_when_the_owner_slept_inside) {
  using Platform = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    Mutex<Platform> mutex;
    typename Platform::template BoundedQueue<int*> queue(1);
    typename Platform::template Plain<int> taken(0);
    const int items = repetitions<TypeParam>(3, 3'000);
    TypeParam::run(round, 4, [&](ThreadIndex thread) {
      int item = 0;
      for (int count = 0; count < items * (thread == 0 ? 3 : 1); ++count) {
        if (thread == 0) {
          queue.push(&item);
        } else {
          const Locked guard(mutex);
          queue.pop();
          taken.set(taken.get() + 1);
        }
      }
    });
    EXPECT_EQ(taken.get(), 3 * items);
  });
}

}  // namespace
}  // namespace zramlab
