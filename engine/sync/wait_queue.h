// Wait queue: threads that sleep until a condition that others make true.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/spinlock.h"

namespace zramlab {

// Models the kernel's wait_queue_head_t.
//
// 1. A waiter joins the queue before it looks at its condition, and a waker makes the condition true before it looks at
//    the queue: one of the two sees the other.
// 2. wake() takes every non-exclusive waiter (newcomers stand at the front) and at most one exclusive one (they stand at
//    the back) off the queue. All woken threads compete for the condition.
// 3. A waiter leaves through lock_, even when it was woken: its node is on its stack, and the waker may still be using it.
template <Platform P>
class WaitQueue {
 public:
  enum class Waiting { non_exclusive, exclusive };

  WaitQueue() { P::share_line(lock_.word(), waiter_count_); }

  // BLOCKS until condition() is true. It is called without any lock of this queue, several times, and may take locks
  // of its own and keep what it got: a condition is "I popped a stream", not only "there may be one".
  template <class Condition>
  void sleep_until(Condition condition, Waiting waiting) {
    P::may_sleep();
    while (true) {
      Waiter self;
      join(self, waiting);
      const bool satisfied = condition();
      while (!satisfied && self.woken.load(memory_order_acquire) == 0) P::sleep_while(self.woken, 0);
      const bool taken_off = leave(self);
      if (satisfied) {
        // A waker chose this exclusive waiter, which did not need it: the wake-up belongs to the next one.
        if (taken_off && waiting == Waiting::exclusive) wake();
        return;
      }
      // A newcomer may have been faster: then wait again.
      if (condition()) return;
    }
  }

  // Whether somebody waits: one load of a line that is only written when somebody does. It misses no waiter whose condition was
  // false before the caller's last write of order seq_cst, if that is what the condition loads, with order seq_cst.
  [[nodiscard]] bool has_waiters() const { return waiter_count_.load(memory_order_seq_cst) != 0; }

  // Wakes all non-exclusive waiters and one exclusive waiter, if there are any.
  void wake() { wake_waiters(1); }

  // Wakes every waiter.
  void wake_all() { wake_waiters(~std::uint32_t{0}); }

 private:
  struct Waiter {
    typename P::template Atomic<std::uint32_t> woken{0};
    bool exclusive = false;
    bool queued = false;
    Waiter* next = nullptr;
    Waiter* previous = nullptr;
  };

  void join(Waiter& self, Waiting waiting) {
    Locked guard(lock_);
    self.exclusive = waiting == Waiting::exclusive;
    self.queued = true;
    if (self.exclusive) {
      self.previous = last_;
      (last_ != nullptr ? last_->next : first_) = &self;
      last_ = &self;
    } else {
      self.next = first_;
      (first_ != nullptr ? first_->previous : last_) = &self;
      first_ = &self;
    }
    waiter_count_.fetch_add(1, memory_order_seq_cst);
  }

  // Returns true when a waker had taken the waiter off the queue already.
  bool leave(Waiter& self) {
    Locked guard(lock_);
    const bool taken_off = !self.queued;
    if (self.queued) unlink(self);
    return taken_off;
  }

  void wake_waiters(std::uint32_t exclusive_max) {
    // Nobody there is the common case and costs no lock. The read-modify-write orders the caller's change of the
    // condition before this look, and pairs with the one in join().
    if (waiter_count_.fetch_add(0, memory_order_acq_rel) == 0) return;
    Locked guard(lock_);
    for (Waiter* waiter = first_; waiter != nullptr && exclusive_max != 0;) {
      Waiter* const next = waiter->next;
      if (waiter->exclusive) --exclusive_max;
      unlink(*waiter);
      waiter->woken.store(1, memory_order_release);
      P::wake_one(waiter->woken);
      waiter = next;
    }
  }

  // REQUIRES lock_.
  void unlink(Waiter& waiter) {
    (waiter.previous != nullptr ? waiter.previous->next : first_) = waiter.next;
    (waiter.next != nullptr ? waiter.next->previous : last_) = waiter.previous;
    waiter.queued = false;
    waiter_count_.fetch_sub(1, memory_order_relaxed);
  }

  Spinlock<P> lock_;
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
  typename P::template Atomic<std::uint32_t> waiter_count_{0};
};

}  // namespace zramlab
