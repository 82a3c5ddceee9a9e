// Spinlock: short sections in which nothing may sleep.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/machine_spinlock.h"
#include "engine/sync/take_at_once.h"

namespace zramlab {

// Test and test-and-set. The kernel's is queued; with as many threads as CPUs the difference is the order of the
// waiters, and with more threads a queue dies of preempted waiters, which cannot happen in the kernel.
template <Platform P>
class TestAndSetSpinlock {
 public:
  void lock() {
    P::enter_atomic_section();
    const auto is_free = [](std::uint32_t locked) { return locked == 0; };
    if (take_at_once<P>(locked_, is_free, [](std::uint32_t) { return 1; })) return;
    // Acquire pairs with the release in unlock().
    while (locked_.exchange(1, memory_order_acquire) != 0) {
      P::spin_until(locked_, is_free);
    }
  }

  void unlock() {
    locked_.store(0, memory_order_release);
    P::leave_atomic_section();
  }

  // For P::share_line.
  [[nodiscard]] const auto& word() const { return locked_; }

 private:
  typename P::template Atomic<std::uint32_t> locked_{0};
};

template <Platform P>
struct SpinlockOf {
  using Lock = TestAndSetSpinlock<P>;
};
template <Platform P>
  requires(P::has_spinlock_kinds)
struct SpinlockOf<P> {
  using Lock = MachineSpinlock<P>;
};

// The world's spinlock.
template <Platform P>
using Spinlock = typename SpinlockOf<P>::Lock;

// Holds any lock with lock() and unlock() for a scope.
template <class Lock>
class [[nodiscard]] Locked {
 public:
  explicit Locked(Lock& lock) : lock_(lock) { lock_.lock(); }
  ~Locked() { lock_.unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  Lock& lock_;
};

}  // namespace zramlab
