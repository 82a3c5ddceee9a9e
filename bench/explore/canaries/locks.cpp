// Planted bugs in locks. Two threads, or three, add to a plain counter under each.
#include "bench/explore/canaries/canary.h"
#include "engine/sync/mutex.h"
#include "engine/sync/spinlock.h"

#include <array>

namespace zramlab {
namespace planted {
namespace {

template <class Lock, ThreadIndex thread_count = 2>
struct Counting {
  static constexpr ThreadIndex threads = thread_count;
  Lock lock;
  Plain<int> counter{0};

  void run(ThreadIndex) {
    const Locked guard(lock);
    counter.set(counter.get() + 1);
  }
};

// Takes a word from 0 to 1 and waits by spinning, as a test-and-set lock does.
void spin_and_set(Word& word, std::memory_order order) {
  while (word.exchange(1, order) != 0) P::spin_until(word, [](std::uint32_t value) { return value == 0; });
}

struct NoLock {
  void lock() {}
  void unlock() {}
};

struct CheckThenSet {
  Word held{0};
  void lock() {
    P::spin_until(held, [](std::uint32_t value) { return value == 0; });
    held.store(1, memory_order_relaxed);
  }
  void unlock() { held.store(0, memory_order_release); }
};

struct RelaxedUnlock {
  Word held{0};
  void lock() { spin_and_set(held, memory_order_acquire); }
  void unlock() { held.store(0, memory_order_relaxed); }
};

struct RelaxedLock {
  Word held{0};
  void lock() {
    std::uint32_t free = 0;
    while (!held.compare_exchange_strong(free, 1, memory_order_relaxed, memory_order_relaxed)) {
      P::sleep_while(held, 1);
      free = 0;
    }
  }
  void unlock() {
    held.store(0, memory_order_release);
    P::wake_all(held);
  }
};

// The ticket is read and written in two steps.
struct TornTicket {
  Word next{0};
  Word serving{0};
  void lock() {
    const std::uint32_t mine = next.load(memory_order_relaxed);
    next.store(mine + 1, memory_order_relaxed);
    P::spin_until(serving, [mine](std::uint32_t value) { return value == mine; });
  }
  void unlock() { serving.fetch_add(1, memory_order_release); }
};

// Raises a flag, and enters if the other's is down. Right where memory is sequentially consistent.
struct FlagsWithoutBarrier {
  static constexpr ThreadIndex threads = 2;
  std::array<Word, 2> wants;
  Plain<int> counter{0};
  void run(ThreadIndex thread) {
    wants[thread].store(1, memory_order_release);
    if (wants[1 - thread].load(memory_order_acquire) == 0) counter.set(counter.get() + 1);
  }
};

// Sleeps without telling the holder that somebody does.
struct UnmarkedSleeper {
  Word owner{0};
  void lock() {
    std::uint32_t free = 0;
    while (!owner.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) {
      P::sleep_while(owner, 1);
      free = 0;
    }
  }
  void unlock() {
    if (owner.exchange(0, memory_order_release) == 2) P::wake_one(owner);
  }
};

enum class MutexBug { drops_mark, wakes_first, trusts_wake_up, wakes_nobody, relaxed };

// 0 free, 1 held, 2 held and somebody may sleep.
template <MutexBug bug>
struct BrokenMutex {
  Word state{0};
  void lock() {
    std::uint32_t wanted = 1;
    std::uint32_t seen = 0;
    while (!state.compare_exchange_strong(seen, wanted, memory_order_acquire, memory_order_relaxed)) {
      if (seen == 1 && !state.compare_exchange_strong(seen, 2, memory_order_relaxed, memory_order_relaxed)) {
        seen = 0;
        continue;
      }
      P::sleep_while(state, 2);
      if (bug == MutexBug::trusts_wake_up) return state.store(2, memory_order_relaxed);
      if (bug != MutexBug::drops_mark) wanted = 2;
      seen = 0;
    }
  }
  void unlock() {
    if (bug == MutexBug::wakes_first) P::wake_one(state);
    const std::uint32_t before = state.exchange(0, bug == MutexBug::relaxed ? memory_order_relaxed : memory_order_release);
    if (bug == MutexBug::wakes_first || bug == MutexBug::wakes_nobody) return;
    if (before == 2) P::wake_one(state);
  }
};

// Bit 0 held, bit 1 somebody sleeps.
struct TornBitUnlock {
  Word word{0};
  void lock() {
    while (true) {
      std::uint32_t seen = word.load(memory_order_relaxed);
      if ((seen & 1) == 0) {
        if (word.compare_exchange_strong(seen, seen | 1, memory_order_acquire, memory_order_relaxed)) return;
      } else if (word.compare_exchange_strong(seen, seen | 2, memory_order_relaxed, memory_order_relaxed)) {
        P::sleep_while(word, seen | 2);
      }
    }
  }
  void unlock() {
    const std::uint32_t seen = word.load(memory_order_relaxed);
    word.store(0, memory_order_release);  // a mark that came meanwhile is gone
    if ((seen & 2) != 0) P::wake_all(word);
  }
};

enum class RwBug { reader_looks_first, writer_ignores_readers };

// A reader adds 2; a writer sets 1.
template <RwBug bug>
struct BrokenRwLock {
  static constexpr ThreadIndex threads = 2;
  Word word{0};
  Plain<int> guarded{0};

  void run(ThreadIndex thread) { thread == 0 ? write() : read(); }

  void write() {
    while (true) {
      std::uint32_t seen = word.load(memory_order_relaxed);
      const std::uint32_t must_be_clear = bug == RwBug::writer_ignores_readers ? 1 : ~0u;
      if ((seen & must_be_clear) == 0 && word.compare_exchange_strong(seen, seen | 1, memory_order_acquire, memory_order_relaxed)) break;
      P::spin_until(word, [=](std::uint32_t value) { return (value & must_be_clear) == 0; });
    }
    guarded.set(1);
    word.fetch_and(~1u, memory_order_release);
  }

  void read() {
    if (bug == RwBug::reader_looks_first) {
      P::spin_until(word, [](std::uint32_t value) { return (value & 1) == 0; });
      word.fetch_add(2, memory_order_acquire);
    } else {
      while ((word.fetch_add(2, memory_order_acquire) & 1) != 0) {
        word.fetch_sub(2, memory_order_relaxed);
        P::spin_until(word, [](std::uint32_t value) { return (value & 1) == 0; });
      }
    }
    (void)guarded.get();
    word.fetch_sub(2, memory_order_release);
  }
};

struct TwoOrders {
  static constexpr ThreadIndex threads = 2;
  Mutex<P> first;
  Mutex<P> second;
  void run(ThreadIndex thread) {
    const Locked outer(thread == 0 ? first : second);
    const Locked inner(thread == 0 ? second : first);
  }
};

struct SleepsUnderSpinlock {
  static constexpr ThreadIndex threads = 1;
  Spinlock<P> spinlock;
  Mutex<P> mutex;
  void run(ThreadIndex) {
    const Locked outer(spinlock);
    const Locked inner(mutex);
  }
};

struct NeverLeaves {
  static constexpr ThreadIndex threads = 1;
  void run(ThreadIndex) { P::enter_atomic_section(); }
};

using F = VirtualFailure;
constexpr std::array all{
    Canary{"no-lock", "a counter that nothing guards", F::race, make_state<Counting<NoLock>>},
    Canary{"check-then-set", "a lock that checks and sets in two steps", F::race, make_state<Counting<CheckThenSet>>},
    Canary{"relaxed-unlock", "relaxed for release in unlock", F::race, make_state<Counting<RelaxedUnlock>>},
    Canary{"relaxed-lock", "relaxed for acquire in lock", F::race, make_state<Counting<RelaxedLock>>},
    Canary{"torn-ticket", "a ticket that two may draw", F::race, make_state<Counting<TornTicket>>, 2, 0, false, F::deadlock},
    Canary{"flags-without-barrier", "flags of two that may not see each other", F::race, make_state<FlagsWithoutBarrier>, 2, 0, true},
    Canary{"mutex-unmarked-sleeper", "sleeps without a mark for the holder", F::deadlock, make_state<Counting<UnmarkedSleeper>>},
    Canary{"mutex-dropped-mark", "forgets on acquiring that others sleep still", F::deadlock,
           make_state<Counting<BrokenMutex<MutexBug::drops_mark>, 3>>, 3},
    Canary{"mutex-wakes-first", "wakes before it releases", F::deadlock, make_state<Counting<BrokenMutex<MutexBug::wakes_first>>>},
    Canary{"mutex-trusts-wake-up", "does not look again after a wake-up", F::race,
           make_state<Counting<BrokenMutex<MutexBug::trusts_wake_up>, 3>>, 3},
    Canary{"mutex-wakes-nobody", "dropped notify in unlock", F::deadlock, make_state<Counting<BrokenMutex<MutexBug::wakes_nobody>>>},
    Canary{"mutex-relaxed-unlock", "relaxed for release in a mutex", F::race, make_state<Counting<BrokenMutex<MutexBug::relaxed>>>},
    Canary{"bit-lock-torn-unlock", "an unlock that loses the waiters' bit", F::deadlock, make_state<Counting<TornBitUnlock>>},
    Canary{"rwlock-reader-looks-first", "a reader that looks and enters in two steps", F::race,
           make_state<BrokenRwLock<RwBug::reader_looks_first>>},
    Canary{"rwlock-ignores-readers", "a writer that waits for writers only", F::race,
           make_state<BrokenRwLock<RwBug::writer_ignores_readers>>},
    Canary{"two-lock-orders", "two locks taken in two orders", F::deadlock, make_state<TwoOrders>},
    Canary{"sleeps-under-spinlock", "a mutex taken under a spinlock", F::sleep_in_atomic, make_state<SleepsUnderSpinlock>},
    Canary{"never-leaves", "an atomic section without an end", F::misuse, make_state<NeverLeaves>},
};

}  // namespace
}  // namespace planted

std::span<const Canary> lock_canaries() { return planted::all; }

}  // namespace zramlab
