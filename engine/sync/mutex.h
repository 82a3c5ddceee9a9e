// Mutex: spins on a running owner, then sleeps.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/take_at_once.h"

namespace zramlab {

// The kernel's mutex in what matters for short sections: a waiter spins as long as the owner is on a CPU, because
// a sleep and a wake-up cost more than a page; once the owner is off its CPU the waiter sleeps. A woken sleeper competes
// with newcomers. Whether spinners stand in a queue (the kernel's do, by its OSQ lock) or look each for itself and for a
// limited time is the platform's matter (P::spin_on_owner).
//
// 1. word_ is 0 when free, else (owner's thread index + 1) * 2, plus 1 once someone may sleep.
// 2. Whoever sets the sleepers' bit and then acquires keeps it set: other sleepers may remain, and a needless wake
//    costs less than a lost one.
template <Platform P>
class Mutex {
 public:
  // BLOCKS until the mutex is the caller's.
  void lock() {
    P::may_sleep();
    const auto is_free = [](std::uint32_t word) { return word == 0; };
    if (take_at_once<P>(word_, is_free, [](std::uint32_t) { return owned_by_me(); })) return;
    std::uint32_t seen = 0;
    // Acquire pairs with the release in unlock().
    if (word_.compare_exchange_strong(seen, owned_by_me(), memory_order_acquire, memory_order_relaxed)) return;
    lock_contended(seen);
  }

  void unlock() {
    const std::uint32_t before = word_.exchange(0, memory_order_release);
    if ((before & sleepers) != 0) P::wake_one(word_);
  }

  // For P::share_line.
  [[nodiscard]] const auto& word() const { return word_; }

 private:
  static constexpr std::uint32_t sleepers = 1;

  static std::uint32_t owned_by_me() { return (P::thread() + 1) << 1; }
  static ThreadIndex owner_in(std::uint32_t word) { return word == 0 ? no_thread : (word >> 1) - 1; }

  void lock_contended(std::uint32_t seen) {
    std::uint32_t mine = owned_by_me();
    while (true) {
      if (seen == 0) {
        if (word_.compare_exchange_strong(seen, mine, memory_order_acquire, memory_order_relaxed)) return;
        continue;
      }
      if (P::is_running(owner_in(seen))) {
        // Whoever was the owner may be it again: then nothing speaks against spinning on.
        const bool was_free = P::spin_on_owner(word_, owner_in);
        const std::uint32_t after = word_.load(memory_order_relaxed);
        if (was_free || after != seen) {
          seen = after;
          continue;
        }
      }
      if ((seen & sleepers) == 0 &&
          !word_.compare_exchange_strong(seen, seen | sleepers, memory_order_relaxed, memory_order_relaxed)) {
        continue;
      }
      P::sleep_while(word_, seen | sleepers);
      mine = owned_by_me() | sleepers;
      seen = word_.load(memory_order_relaxed);
    }
  }

  typename P::template Atomic<std::uint32_t> word_{0};
};

}  // namespace zramlab
