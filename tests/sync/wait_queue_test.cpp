#include "engine/sync/wait_queue.h"

#include "tests/sync/locks.h"

namespace zramlab {
namespace {

// Tokens that threads take and give back, as strategies do with streams.
template <class Platform>
struct Tokens {
  using Queue = WaitQueue<Platform>;
  using Waiting = typename Queue::Waiting;

  bool take() {
    const Locked guard(lock);
    if (free.get() == 0) return false;
    free.set(free.get() - 1);
    return true;
  }
  void put() {
    {
      const Locked guard(lock);
      free.set(free.get() + 1);
    }
    queue.wake();
  }
  void take_waiting(Waiting waiting) {
    queue.sleep_until([this] { return take(); }, waiting);
  }

  Spinlock<Platform> lock;
  typename Platform::template Plain<int> free{0};
  Queue queue;
};

template <class World>
class WaitQueueTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(WaitQueueTest, Worlds);

// Each thread takes a token and puts it back, more threads than tokens. A lost wake-up leaves someone asleep for ever.
template <class World>
void circulate(const Round& round, typename Tokens<typename World::Platform>::Waiting waiting) {
  Tokens<typename World::Platform> tokens;
  tokens.free.set(2);
  World::run(round, 4, [&](ThreadIndex) {
    for (int count = 0; count < repetitions<World>(3, 5'000); ++count) {
      tokens.take_waiting(waiting);
      World::Platform::charge(Work::compress, no_content, 1);
      tokens.put();
    }
  });
  EXPECT_EQ(tokens.free.get(), 2);
}

TYPED_TEST(WaitQueueTest, no_wake_up_of_a_non_exclusive_waiter_is_lost) {
  each_round<TypeParam>([](const Round& round) {
    circulate<TypeParam>(round, Tokens<typename TypeParam::Platform>::Waiting::non_exclusive);
  });
}

TYPED_TEST(WaitQueueTest, no_wake_up_of_an_exclusive_waiter_is_lost) {
  each_round<TypeParam>([](const Round& round) {
    circulate<TypeParam>(round, Tokens<typename TypeParam::Platform>::Waiting::exclusive);
  });
}

TYPED_TEST(WaitQueueTest, consumers_get_every_token_that_producers_make) {
  using Waiting = typename Tokens<typename TypeParam::Platform>::Waiting;
  each_round<TypeParam>([](const Round& round) {
    Tokens<typename TypeParam::Platform> tokens;
    const int count = repetitions<TypeParam>(4, 10'000);
    TypeParam::run(round, 4, [&](ThreadIndex thread) {
      const Waiting waiting = thread == 0 ? Waiting::exclusive : Waiting::non_exclusive;
      for (int token = 0; token < count; ++token) {
        if (thread < 2) {
          tokens.take_waiting(waiting);
        } else {
          tokens.put();
        }
      }
    });
    EXPECT_EQ(tokens.free.get(), 0);
  });
}

// A gate that waiters pass once it is open. A waiter that looked while it was closed is queued, and passes only when woken.
template <class Platform>
struct Gate {
  using Queue = WaitQueue<Platform>;

  void pass(typename Queue::Waiting waiting) {
    queue.sleep_until(
        [this] {
          const bool is_open = open.load(memory_order_acquire) != 0;
          looked.fetch_add(1, memory_order_relaxed);
          return is_open;
        },
        waiting);
    passed.fetch_add(1, memory_order_relaxed);
  }
  // Opens the gate once all of `waiters` are queued.
  void open_for(int waiters) {
    Platform::spin_until(looked, [waiters](int count) { return count >= waiters; });
    open.store(1, memory_order_release);
  }
  void wait_until_passed(int waiters) {
    Platform::spin_until(passed, [waiters](int count) { return count >= waiters; });
  }
  // Time enough for a waiter to pass that was woken and should not have been.
  void dawdle() {
    for (int count = 0; count < 60; ++count) Platform::charge(Work::copy, no_content, 1);
  }

  typename Platform::template Atomic<int> open{0};
  typename Platform::template Atomic<int> looked{0};
  typename Platform::template Atomic<int> passed{0};
  Queue queue;
};

TYPED_TEST(WaitQueueTest, wake_wakes_all_non_exclusive_waiters_and_one_exclusive) {
  using Waiting = typename WaitQueue<typename TypeParam::Platform>::Waiting;
  each_round<TypeParam>([](const Round& round) {
    Gate<typename TypeParam::Platform> gate;
    typename TypeParam::Platform::template Plain<int> passed_after_one_wake(0);
    TypeParam::run(round, 5, [&](ThreadIndex thread) {
      if (thread != 0) {
        gate.pass(thread <= 2 ? Waiting::non_exclusive : Waiting::exclusive);
        return;
      }
      gate.open_for(4);
      gate.queue.wake();
      gate.wait_until_passed(3);
      gate.dawdle();
      passed_after_one_wake.set(gate.passed.load(memory_order_relaxed));
      gate.queue.wake();
    });
    EXPECT_EQ(passed_after_one_wake.get(), 3);
    EXPECT_EQ(gate.passed.load(memory_order_relaxed), 4);
  });
}

TYPED_TEST(WaitQueueTest, wake_all_wakes_every_waiter) {
  using Waiting = typename WaitQueue<typename TypeParam::Platform>::Waiting;
  each_round<TypeParam>([](const Round& round) {
    Gate<typename TypeParam::Platform> gate;
    TypeParam::run(round, 5, [&](ThreadIndex thread) {
      if (thread != 0) {
        gate.pass(thread == 1 ? Waiting::non_exclusive : Waiting::exclusive);
        return;
      }
      gate.open_for(4);
      gate.queue.wake_all();
    });
    EXPECT_EQ(gate.passed.load(memory_order_relaxed), 4);
  });
}

// Thread 0 is the first in the queue, but its condition holds: the only wake-up reaches it just before it leaves.
TYPED_TEST(WaitQueueTest, an_exclusive_waiter_hands_on_a_wake_up_it_does_not_need) {
  using Platform = typename TypeParam::Platform;
  using Waiting = typename Tokens<Platform>::Waiting;
  each_round<TypeParam>([](const Round& round) {
    Tokens<Platform> tokens;
    typename Platform::template Atomic<int> stage{0};  // 1: thread 0 is queued; 2: thread 1 too; 3: the wake-up was given
    const auto wait_for = [&](int wanted) { Platform::spin_until(stage, [wanted](int now) { return now >= wanted; }); };
    const auto reach = [&](int next) {
      if (stage.load(memory_order_relaxed) == next - 1) stage.store(next, memory_order_release);
    };
    TypeParam::run(round, 3, [&](ThreadIndex thread) {
      if (thread == 0) {
        const auto held_up = [&] { return reach(1), wait_for(3), true; };
        tokens.queue.sleep_until(held_up, Waiting::exclusive);
      } else if (thread == 1) {
        const auto take = [&] {
          const bool taken = tokens.take();
          reach(2);
          return taken;
        };
        wait_for(1);
        tokens.queue.sleep_until(take, Waiting::exclusive);
      } else {
        wait_for(2);
        tokens.put();
        reach(3);
      }
    });
    EXPECT_EQ(tokens.free.get(), 0);
  });
}

}  // namespace
}  // namespace zramlab
