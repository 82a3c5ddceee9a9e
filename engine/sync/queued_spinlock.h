// Queued spinlock: first come, first served, and each waiter but the first spins on a word of its own.
#pragma once

#include "engine/platform/platform.h"

namespace zramlab {

// Models the kernel's qspinlock: handing the lock over costs the same however many wait, because a release moves one line to
// one waiter, and joining the queue is one exchange. Its pending bit is left out: it spares the first waiter a node, which here
// is on the waiter's stack anyway.
//
// 1. locked_ says whether somebody holds the lock; last_ is the last waiter's node. Both lie in one line, as in the kernel's
//    word.
// 2. A newcomer takes a free lock only while nobody waits. (It may still get in between the first waiter's look and its
//    attempt: who loses looks again.)
// 3. Once the first waiter has the lock it makes the next one first, and its own node is out of use before lock() returns.
// 4. A waiter that loses its CPU stops all behind it: for worlds where that cannot happen.
template <Platform P>
class QueuedSpinlock {
 public:
  QueuedSpinlock() { P::share_line(locked_, last_); }

  void lock() {
    P::enter_atomic_section();
    if (last_.load(memory_order_relaxed) != nullptr || !try_take()) wait_in_queue();
  }

  void unlock() {
    locked_.store(0, memory_order_release);
    P::leave_atomic_section();
  }

  // For P::share_line: what lies beside the lock.
  [[nodiscard]] const auto& word() const { return locked_; }

 private:
  struct Node {
    Node() { P::share_line(is_first, next); }
    typename P::template Atomic<std::uint32_t> is_first{0};
    typename P::template Atomic<Node*> next{nullptr};
  };

  bool try_take() {
    std::uint32_t free = 0;
    // Acquire pairs with the release in unlock().
    return locked_.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed);
  }

  void wait_in_queue() {
    Node mine;
    // Release hands the node's initial values to whoever finds it here; acquire takes over the values of the one before.
    if (Node* const before = last_.exchange(&mine, memory_order_acq_rel)) {
      before->next.store(&mine, memory_order_release);
      P::spin_until(mine.is_first, [](std::uint32_t is_first) { return is_first != 0; });
    }
    do {
      P::spin_until(locked_, [](std::uint32_t locked) { return locked == 0; });
    } while (!try_take());
    Node* last = &mine;
    if (last_.compare_exchange_strong(last, nullptr, memory_order_relaxed, memory_order_relaxed)) return;
    // Somebody is behind, but may not have said so yet.
    P::spin_until(mine.next, [](Node* next) { return next != nullptr; });
    mine.next.load(memory_order_relaxed)->is_first.store(1, memory_order_release);
  }

  typename P::template Atomic<std::uint32_t> locked_{0};
  typename P::template Atomic<Node*> last_{nullptr};
};

}  // namespace zramlab
