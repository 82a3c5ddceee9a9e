// Reader-writer spinlock: many readers or one writer; nothing may sleep inside.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/take_at_once.h"

namespace zramlab {

// Models rwlock_t as zram's tb_lock used it. A waiting writer holds newcomers off, as the kernel's queued rwlock does
// outside of interrupts.
template <Platform P>
class RwSpinlock {
 public:
  void lock_read() {
    P::enter_atomic_section();
    const auto is_free = [](std::uint32_t word) { return (word & (writing | writer_waits)) == 0; };
    if (take_at_once<P>(word_, is_free, [](std::uint32_t word) { return word + one_reader; })) return;
    // Acquire pairs with the release in unlock().
    while ((word_.fetch_add(one_reader, memory_order_acquire) & (writing | writer_waits)) != 0) {
      word_.fetch_sub(one_reader, memory_order_relaxed);
      P::spin_until(word_, is_free);
    }
  }

  void unlock_read() {
    word_.fetch_sub(one_reader, memory_order_release);
    P::leave_atomic_section();
  }

  void lock() {
    P::enter_atomic_section();
    if (take_at_once<P>(word_, [](std::uint32_t word) { return word == 0; }, [](std::uint32_t) { return writing; })) return;
    while (true) {
      std::uint32_t seen = word_.fetch_or(writer_waits, memory_order_relaxed) | writer_waits;
      // Free but for waiting writers: take it. Acquire pairs with the release of the last reader or writer.
      if (seen == writer_waits &&
          word_.compare_exchange_strong(seen, writing, memory_order_acquire, memory_order_relaxed)) {
        return;
      }
      // The writer that got in cleared the mark of all; who still waits sets it again, or readers would keep it out.
      P::spin_until(word_, [](std::uint32_t word) { return (word & ~writer_waits) == 0 || (word & writer_waits) == 0; });
    }
  }

  void unlock() {
    word_.fetch_and(~writing, memory_order_release);
    P::leave_atomic_section();
  }

 private:
  static constexpr std::uint32_t writing = 1;
  static constexpr std::uint32_t writer_waits = 2;
  static constexpr std::uint32_t one_reader = 4;

  typename P::template Atomic<std::uint32_t> word_{0};
};

}  // namespace zramlab
