// Planted bugs: each must be caught by the virtual platform, and as what it is. A checker that never failed proves nothing.

#include "engine/sync/mutex.h"
#include "engine/sync/rw_spinlock.h"
#include "engine/sync/wait_queue.h"
#include "tests/support/world.h"

#include <stdexcept>

namespace zramlab {
namespace {

using Word = Virtual::Atomic<std::uint32_t>;
using Counter = Virtual::Plain<int>;
using Queue = WaitQueue<Virtual>;

constexpr std::uint64_t seeds = 2'000;

bool contains(const VirtualReport& report, const std::string& text) {
  return report.message.find(text) != std::string::npos;
}

// Two threads add to a plain counter under a Lock.
template <class Lock>
VirtualReport failure_of_lock(ThreadIndex threads = 2) {
  struct State {
    Lock lock;
    Counter counter{0};
  };
  return first_failure<State>(seeds, threads, [](State& state, ThreadIndex) {
    for (int count = 0; count < 2; ++count) {
      const Locked guard(state.lock);
      state.counter.set(state.counter.get() + 1);
    }
  });
}

struct NoLock {
  void lock() {}
  void unlock() {}
};

TEST(Canaries, a_counter_that_nothing_guards_is_a_race_and_both_places_are_named) {
  const VirtualReport report = failure_of_lock<NoLock>();
  EXPECT_EQ(report.failure, VirtualFailure::race) << report.message;
  EXPECT_TRUE(contains(report, "writes at canaries_test.cpp:")) << report.message;
  EXPECT_TRUE(contains(report, "thread 0")) << report.message;
  EXPECT_TRUE(contains(report, "thread 1")) << report.message;
}

struct CheckThenSet {
  Word locked{0};
  void lock() {
    Virtual::spin_until(locked, [](std::uint32_t value) { return value == 0; });
    locked.store(1, memory_order_relaxed);
  }
  void unlock() { locked.store(0, memory_order_release); }
};

TEST(Canaries, a_lock_that_checks_and_then_sets_is_a_race) {
  EXPECT_EQ(failure_of_lock<CheckThenSet>().failure, VirtualFailure::race);
}

struct RelaxedUnlock {
  Word locked{0};
  void lock() {
    while (locked.exchange(1, memory_order_acquire) != 0) {
      Virtual::spin_until(locked, [](std::uint32_t value) { return value == 0; });
    }
  }
  void unlock() { locked.store(0, memory_order_relaxed); }
};

TEST(Canaries, an_unlock_without_release_is_a_race_though_threads_exclude_each_other) {
  EXPECT_EQ(failure_of_lock<RelaxedUnlock>().failure, VirtualFailure::race);
}

// Sleeps on a held lock without telling the holder.
struct UnmarkedSleeper {
  Word owner{0};
  void lock() {
    std::uint32_t free = 0;
    while (!owner.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) {
      Virtual::sleep_while(owner, 1);
      free = 0;
    }
  }
  void unlock() {
    const std::uint32_t before = owner.exchange(0, memory_order_release);
    if (before == 2) Virtual::wake_one(owner);
  }
};

TEST(Canaries, a_mutex_without_a_sleepers_mark_is_a_deadlock_that_names_the_sleeper) {
  const VirtualReport report = failure_of_lock<UnmarkedSleeper>();
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
  EXPECT_TRUE(contains(report, "seed ")) << report.message;
  EXPECT_TRUE(contains(report, "sleeps on word A, canaries_test.cpp:")) << report.message;
}

// Forgets, on acquiring after a sleep, that others may sleep still.
struct DroppedSleepersMark {
  Word state{0};  // 0 free, 1 held, 2 held and someone sleeps
  void lock() {
    std::uint32_t seen = 0;
    while (!state.compare_exchange_strong(seen, 1, memory_order_acquire, memory_order_relaxed)) {
      if (seen == 1 && !state.compare_exchange_strong(seen, 2, memory_order_relaxed, memory_order_relaxed)) {
        seen = 0;
        continue;
      }
      Virtual::sleep_while(state, 2);
      seen = 0;
    }
  }
  void unlock() {
    if (state.exchange(0, memory_order_release) == 2) Virtual::wake_one(state);
  }
};

TEST(Canaries, a_mutex_that_drops_the_sleepers_mark_is_a_deadlock) {
  EXPECT_EQ(failure_of_lock<DroppedSleepersMark>(3).failure, VirtualFailure::deadlock);
}

TEST(Canaries, a_wake_before_the_condition_is_true_is_a_deadlock) {
  struct State {
    Queue queue;
    Word ready{0};
  };
  const VirtualReport report = first_failure<State>(seeds, 2, [](State& state, ThreadIndex thread) {
    if (thread == 0) {
      state.queue.wake();
      state.ready.store(1, memory_order_release);
    } else {
      state.queue.sleep_until([&] { return state.ready.load(memory_order_acquire) != 0; }, Queue::Waiting::exclusive);
    }
  });
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
}

TEST(Canaries, a_sleep_on_a_condition_that_was_looked_at_too_early_is_a_deadlock) {
  struct State {
    Word ready{0};
    Word wakes{0};
  };
  const VirtualReport report = first_failure<State>(seeds, 2, [](State& state, ThreadIndex thread) {
    if (thread == 0) {
      state.ready.store(1, memory_order_release);
      Virtual::wake_all(state.wakes);  // without a change of what the sleeper compares
    } else if (state.ready.load(memory_order_acquire) == 0) {
      Virtual::sleep_while(state.wakes, 0);
    }
  });
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
}

TEST(Canaries, two_locks_taken_in_two_orders_are_a_deadlock) {
  struct State {
    Mutex<Virtual> first;
    Mutex<Virtual> second;
  };
  const VirtualReport report = first_failure<State>(seeds, 2, [](State& state, ThreadIndex thread) {
    const Locked outer(thread == 0 ? state.first : state.second);
    const Locked inner(thread == 0 ? state.second : state.first);
  });
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
}

TEST(Canaries, sleeping_under_a_spinlock_is_caught_in_every_schedule) {
  struct State {
    Spinlock<Virtual> spinlock;
    Mutex<Virtual> mutex;
  };
  const VirtualReport report = first_failure<State>(1, 1, [](State& state, ThreadIndex) {
    const Locked outer(state.spinlock);
    const Locked inner(state.mutex);  // free: it would not have slept
  });
  EXPECT_EQ(report.failure, VirtualFailure::sleep_in_atomic) << report.message;
}

TEST(Canaries, sleeping_with_preemption_off_is_caught) {
  struct State {
    Virtual::BoundedQueue<int> queue{1};
  };
  const VirtualReport report = first_failure<State>(1, 1, [](State& state, ThreadIndex) {
    const PreemptionOff<Virtual> off;
    state.queue.push(1);
  });
  EXPECT_EQ(report.failure, VirtualFailure::sleep_in_atomic) << report.message;
}

// What per-CPU data needs preemption off for.
TEST(Canaries, per_cpu_data_used_without_preemption_off_is_a_race) {
  struct State {
    std::array<Counter, 2> of_cpu;
  };
  VirtualOptions options;
  options.cpus = 2;
  const auto use_own_cpus = [](State& state, ThreadIndex) {
    Counter& mine = state.of_cpu[Virtual::cpu()];
    mine.set(mine.get() + 1);
  };
  EXPECT_EQ(first_failure<State>(seeds, 3, use_own_cpus, options).failure, VirtualFailure::race);
}

TEST(Canaries, a_readers_change_under_a_read_lock_is_a_race) {
  struct State {
    RwSpinlock<Virtual> lock;
    Counter counter{0};
  };
  const VirtualReport report = first_failure<State>(seeds, 2, [](State& state, ThreadIndex) {
    state.lock.lock_read();
    state.counter.set(state.counter.get() + 1);
    state.lock.unlock_read();
  });
  EXPECT_EQ(report.failure, VirtualFailure::race) << report.message;
}

TEST(Canaries, polling_in_place_of_waiting_is_a_livelock) {
  VirtualOptions options;
  options.steps_max = 10'000;
  struct State {
    Word ready{0};
  };
  const auto poll = [](State& state, ThreadIndex) {
    while (state.ready.load(memory_order_acquire) == 0) {
    }
  };
  EXPECT_EQ(first_failure<State>(1, 2, poll, options).failure, VirtualFailure::livelock);
}

TEST(Canaries, a_section_that_is_never_left_is_misuse) {
  struct State {};
  const VirtualReport report =
      first_failure<State>(1, 2, [](State&, ThreadIndex) { Virtual::enter_atomic_section(); });
  EXPECT_EQ(report.failure, VirtualFailure::misuse) << report.message;
}

TEST(Canaries, an_exception_from_a_thread_is_reported) {
  struct State {};
  const VirtualReport report =
      first_failure<State>(1, 2, [](State&, ThreadIndex) { throw std::runtime_error("the stream broke"); });
  EXPECT_EQ(report.failure, VirtualFailure::exception);
  EXPECT_TRUE(contains(report, "the stream broke")) << report.message;
}

TEST(Canaries, what_a_run_left_behind_can_be_required_of) {
  struct State {
    Word left{0};
  };
  const VirtualReport report = first_failure<State>(
      seeds, 2,
      [](State& state, ThreadIndex) {
        const std::uint32_t seen = state.left.load(memory_order_relaxed);
        state.left.store(seen + 1, memory_order_relaxed);
      },
      {}, [](State& state) { Virtual::require(state.left.load(memory_order_relaxed) == 2, "an update was lost"); });
  EXPECT_EQ(report.failure, VirtualFailure::assertion);
  EXPECT_TRUE(contains(report, "an update was lost")) << report.message;
}

// The same harness over locks that are right: nothing is cried over.
TEST(Canaries, true_locks_pass_where_false_ones_fail) {
  EXPECT_FALSE(failure_of_lock<Mutex<Virtual>>(3).failed);
  EXPECT_FALSE(failure_of_lock<Spinlock<Virtual>>(3).failed);
  EXPECT_FALSE(failure_of_lock<RwSpinlock<Virtual>>(3).failed);
}

}  // namespace
}  // namespace zramlab
