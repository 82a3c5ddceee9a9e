// The locks themselves, every schedule of each: strategies are then explored with a lock as one step.
#include "bench/validate/rw_semaphore.h"
#include "engine/sync/bit_lock.h"
#include "engine/sync/mutex.h"
#include "engine/sync/queued_spinlock.h"
#include "engine/sync/rw_spinlock.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/ticket_lock.h"
#include "engine/sync/wait_queue.h"
#include "tests/explore/program.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

using P = Explored;

template <class Lock>
struct InAWord {
  Word word{0};
  void lock() { Lock::lock(word); }
  void unlock() { Lock::unlock(word); }
};


template <class Lock, ThreadIndex thread_count, int additions>
struct Adding {
  static constexpr ThreadIndex threads = thread_count;
  Lock lock;
  P::Plain<int> counter{0};
  void run(ThreadIndex) {
    for (int addition = 0; addition < additions; ++addition) {
      const Locked guard(lock);
      counter.set(counter.get() + 1);
    }
  }
  [[nodiscard]] std::string outcome() const { return std::to_string(counter.get()); }
};

template <class State>
void expect_only(const std::string& outcome, std::uint32_t surprises) {
  const Outcomes all = explore_all<State>(every_schedule(surprises));
  EXPECT_TRUE(all.result.is_exhausted);
  EXPECT_FALSE(all.result.failure.failed) << all.result.failure.message << to_string(all.result.failure.decisions);
  EXPECT_EQ(all.distinct(), std::set<std::string>{outcome});
}

template <class Lock>
class EveryScheduleOfALock : public testing::Test {};
using Locks = testing::Types<Mutex<P>, TestAndSetSpinlock<P>, QueuedSpinlock<P>, TicketLock<P>, RwSpinlock<P>, InAWord<BitSpinlock<P>>,
                             InAWord<SleepingBitLock<P>>>;
TYPED_TEST_SUITE(EveryScheduleOfALock, Locks);

TYPED_TEST(EveryScheduleOfALock, two_threads_that_lock_twice) { expect_only<Adding<TypeParam, 2, 2>>("4", 1); }
TYPED_TEST(EveryScheduleOfALock, three_threads_that_lock_once) { expect_only<Adding<TypeParam, 3, 1>>("3", 0); }

// Two readers and a writer.
template <class Lock>
struct ReadersAndWriter {
  static constexpr ThreadIndex threads = 3;
  Lock lock;
  P::Plain<int> first{0};
  P::Plain<int> second{0};
  bool torn = false;
  void run(ThreadIndex thread) {
    if (thread == 0) {
      const Locked guard(lock);
      first.set(1);
      second.set(1);
    } else {
      lock.lock_read();
      torn = torn || first.get() != second.get();
      lock.unlock_read();
    }
  }
  [[nodiscard]] std::string outcome() const { return torn ? "torn" : "whole"; }
};

TEST(EveryScheduleOfARwSpinlock, readers_see_all_of_a_writers_change_or_nothing) { expect_only<ReadersAndWriter<RwSpinlock<P>>>("whole", 0); }

// One token, which each of three threads needs once.
template <WaitQueue<P>::Waiting waiting>
struct Token {
  static constexpr ThreadIndex threads = 3;
  WaitQueue<P> queue;
  Word token{1};
  P::Plain<int> users{0};
  void run(ThreadIndex) {
    queue.sleep_until([&] { return token.exchange(0, memory_order_acquire) == 1; }, waiting);
    users.set(users.get() + 1);
    token.store(1, memory_order_release);
    queue.wake();
  }
  [[nodiscard]] std::string outcome() const { return std::to_string(users.get()); }
};

// All of it would be tens of millions: the lock inside is one step, and three preemptions are the bound.
template <class State>
void expect_only_within_a_bound(const std::string& outcome) {
  ExploreOptions options = every_schedule(1);
  options.bounds.preemptions = 3;
  options.machine.locks_at_once = true;
  const Outcomes all = explore_all<State>(options);
  EXPECT_TRUE(all.result.is_exhausted);
  EXPECT_FALSE(all.result.failure.failed) << all.result.failure.message << to_string(all.result.failure.decisions);
  EXPECT_EQ(all.distinct(), std::set<std::string>{outcome});
}

TEST(EveryScheduleOfAWaitQueue, a_token_reaches_every_exclusive_waiter) {
  expect_only_within_a_bound<Token<WaitQueue<P>::Waiting::exclusive>>("3");
}
TEST(EveryScheduleOfAWaitQueue, a_token_reaches_every_other_waiter) {
  expect_only_within_a_bound<Token<WaitQueue<P>::Waiting::non_exclusive>>("3");
}

TEST(EveryScheduleOfARwSemaphore, writers_exclude_each_other_and_none_sleeps_for_ever) {
  expect_only_within_a_bound<Adding<RwSemaphore<P>, 2, 2>>("4");
  expect_only_within_a_bound<Adding<RwSemaphore<P>, 3, 1>>("3");
}
TEST(EveryScheduleOfARwSemaphore, readers_see_all_of_a_writers_change_or_nothing) {
  expect_only_within_a_bound<ReadersAndWriter<RwSemaphore<P>>>("whole");
}

}  // namespace
}  // namespace zramlab::test
