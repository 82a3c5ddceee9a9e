// Ticket lock: first come, first served, and all waiters spin on one word.
#pragma once

#include "engine/platform/platform.h"

namespace zramlab {

// The kernel's spinlock from 2.6.25 to 4.1 on x86. Each release is seen by every waiter, so that a hand-over takes the longer the
// more wait: closed forms exist for it, which is what it is here for.
template <Platform P>
class TicketLock {
 public:
  TicketLock() { P::share_line(next_, serving_); }

  void lock() {
    P::enter_atomic_section();
    const std::uint32_t mine = next_.fetch_add(1, memory_order_relaxed);
    // Acquire (spin_until's) pairs with the release in unlock().
    P::spin_until(serving_, [mine](std::uint32_t serving) { return serving == mine; });
  }

  void unlock() {
    serving_.store(serving_.load(memory_order_relaxed) + 1, memory_order_release);
    P::leave_atomic_section();
  }

  // For P::share_line: what lies beside the lock.
  [[nodiscard]] const auto& word() const { return next_; }

 private:
  typename P::template Atomic<std::uint32_t> next_{0};
  typename P::template Atomic<std::uint32_t> serving_{0};
};

}  // namespace zramlab
