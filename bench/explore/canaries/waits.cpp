// Planted bugs in waiting for a condition that another thread makes true.
#include "bench/explore/canaries/canary.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"

#include <array>

namespace zramlab {
namespace planted {
namespace {

using Queue = WaitQueue<P>;

struct WakesBeforeTheCondition {
  static constexpr ThreadIndex threads = 2;
  Queue queue;
  Word ready{0};
  void run(ThreadIndex thread) {
    if (thread == 1) return queue.sleep_until([&] { return ready.load(memory_order_acquire) != 0; }, Queue::Waiting::exclusive);
    queue.wake();
    ready.store(1, memory_order_release);
  }
};

// Looks, then joins, then sleeps.
struct JoinsTooLate {
  static constexpr ThreadIndex threads = 2;
  Word ready{0};
  Word waiters{0};
  Word wakes{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      ready.store(1, memory_order_release);
      if (waiters.fetch_add(0, memory_order_acq_rel) == 0) return;
      wakes.fetch_add(1, memory_order_release);
      P::wake_all(wakes);
    } else if (ready.load(memory_order_acquire) == 0) {
      const std::uint32_t seen = wakes.load(memory_order_relaxed);
      waiters.fetch_add(1, memory_order_acq_rel);
      while (wakes.load(memory_order_relaxed) == seen) P::sleep_while(wakes, seen);
    }
  }
};

// Each side writes its own word and then looks at the other's: without a full barrier both may see nothing.
struct StoreBuffering {
  static constexpr ThreadIndex threads = 2;
  Word ready{0};
  Word waiting{0};
  Word wakes{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      ready.store(1, memory_order_release);
      if (waiting.load(memory_order_acquire) == 0) return;
      wakes.store(1, memory_order_release);
      P::wake_all(wakes);
    } else {
      waiting.store(1, memory_order_release);
      if (ready.load(memory_order_acquire) != 0) return;
      while (wakes.load(memory_order_acquire) == 0) P::sleep_while(wakes, 0);
    }
  }
};

// The change that a sleeper compares is left out: the wake-up comes between its look and its sleep.
struct WakesWithoutAChange {
  static constexpr ThreadIndex threads = 2;
  Word ready{0};
  Word wakes{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      ready.store(1, memory_order_release);
      P::wake_all(wakes);
    } else if (ready.load(memory_order_acquire) == 0) {
      P::sleep_while(wakes, 0);
    }
  }
};

// Two wait for different things on one word, and one wake-up is for one of them.
struct WakesTheWrongOne {
  static constexpr ThreadIndex threads = 3;
  Word word{0};
  void run(ThreadIndex thread) {
    if (thread == 2) {
      word.store(1, memory_order_release);
      return P::wake_one(word);
    }
    const std::uint32_t until = thread;  // thread 0 is content with any change but its own
    while (true) {
      const std::uint32_t seen = word.load(memory_order_acquire);
      if (seen > until) break;
      if (seen == 1 && thread == 1) break;
      P::sleep_while(word, seen);
    }
    if (thread == 0) {
      word.store(2, memory_order_release);
      P::wake_one(word);
    }
  }
};

enum class SemaphoreBug { if_for_while, swallows_wake_up, torn_count };

// A semaphore of `count` permits behind a spinlock and exclusive waiters of its own.
template <SemaphoreBug bug>
struct BrokenSemaphore {
  static constexpr ThreadIndex threads = 3;
  Word count{1};
  Word wakes{0};
  Plain<int> inside{0};

  bool try_take() {
    std::uint32_t seen = count.load(memory_order_acquire);
    if (bug == SemaphoreBug::torn_count) {
      if (seen == 0) return false;
      count.store(seen - 1, memory_order_relaxed);
      return true;
    }
    while (seen != 0) {
      if (count.compare_exchange_strong(seen, seen - 1, memory_order_acquire, memory_order_acquire)) return true;
    }
    return false;
  }

  void run(ThreadIndex) {
    while (true) {
      const std::uint32_t seen = wakes.load(memory_order_acquire);
      if (try_take()) break;
      P::sleep_while(wakes, seen);
      if (bug == SemaphoreBug::if_for_while) {
        count.fetch_sub(1, memory_order_acquire);
        break;
      }
    }
    inside.set(inside.get() + 1);
    count.fetch_add(1, memory_order_release);
    wakes.fetch_add(1, memory_order_release);
    if (bug != SemaphoreBug::swallows_wake_up || P::thread() == 0) P::wake_one(wakes);
  }
};

struct Polls {
  static constexpr ThreadIndex threads = 1;
  Word ready{0};
  void run(ThreadIndex) {
    while (ready.load(memory_order_acquire) == 0) {
    }
  }
};

struct UnmarkedHandOver {
  static constexpr ThreadIndex threads = 2;
  Plain<int> message{0};
  Word ready{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      message.set(1);
      ready.store(1, memory_order_relaxed);
      P::wake_all(ready);
    } else {
      while (ready.load(memory_order_acquire) == 0) P::sleep_while(ready, 0);
      (void)message.get();
    }
  }
};

using F = VirtualFailure;
constexpr std::array all{
    Canary{"wakes-before-condition", "looks at the queue before it makes the condition true", F::deadlock, make_state<WakesBeforeTheCondition>},
    Canary{"joins-too-late", "looks at the condition before it joins the queue", F::deadlock, make_state<JoinsTooLate>},
    Canary{"store-buffering", "each side writes and looks without a full barrier", F::deadlock, make_state<StoreBuffering>, 2, 0, true},
    Canary{"wakes-without-change", "a wake-up between a look and a sleep", F::deadlock, make_state<WakesWithoutAChange>},
    Canary{"wakes-the-wrong-one", "one wake-up for sleepers that wait for different things", F::deadlock, make_state<WakesTheWrongOne>, 3},
    Canary{"semaphore-if-for-while", "takes a permit after a wake-up without looking", F::race,
           make_state<BrokenSemaphore<SemaphoreBug::if_for_while>>, 3},
    Canary{"semaphore-swallowed-wake-up", "a wake-up that is not handed on", F::deadlock,
           make_state<BrokenSemaphore<SemaphoreBug::swallows_wake_up>>, 3},
    Canary{"semaphore-torn-count", "a permit counted down in two steps", F::race, make_state<BrokenSemaphore<SemaphoreBug::torn_count>>, 3},
    Canary{"relaxed-hand-over", "a message published by a relaxed store", F::race, make_state<UnmarkedHandOver>},
    Canary{"polling", "a polling loop in place of a wait", F::livelock, make_state<Polls>, 1},
};

}  // namespace
}  // namespace planted

std::span<const Canary> wait_canaries() { return planted::all; }

}  // namespace zramlab
