// Bit locks: a lock in one bit of a word that holds other things too, as zram's slot flags do.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/take_at_once.h"

namespace zramlab {

// The bits of the word; all others belong to whoever holds the lock.
inline constexpr std::uint32_t bit_lock_held = 1u << 31;
inline constexpr std::uint32_t bit_lock_waiters = 1u << 30;

template <Platform P>
bool take_bit_at_once(typename P::template Atomic<std::uint32_t>& word) {
  return take_at_once<P>(word, [](std::uint32_t value) { return (value & bit_lock_held) == 0; },
                         [](std::uint32_t value) { return value | bit_lock_held; });
}

// Spins. Models the kernel's bit_spin_lock.
template <Platform P>
class BitSpinlock {
 public:
  using Word = typename P::template Atomic<std::uint32_t>;

  static void lock(Word& word) {
    P::enter_atomic_section();
    if (take_bit_at_once<P>(word)) return;
    while (!try_set(word)) {
      P::spin_until(word, [](std::uint32_t value) { return (value & bit_lock_held) == 0; });
    }
  }

  static void unlock(Word& word) {
    word.fetch_and(~bit_lock_held, memory_order_release);
    P::leave_atomic_section();
  }

  static bool try_lock(Word& word) {
    P::enter_atomic_section();
    if (try_set(word)) return true;
    P::leave_atomic_section();
    return false;
  }

 private:
  static bool try_set(Word& word) {
    // Acquire pairs with the release in unlock().
    return (word.fetch_or(bit_lock_held, memory_order_acquire) & bit_lock_held) == 0;
  }
};

// Sleeps. Models the kernel's wait_on_bit_lock: waiters of one bit are all woken, and compete.
template <Platform P>
class SleepingBitLock {
 public:
  using Word = typename P::template Atomic<std::uint32_t>;

  // BLOCKS until the bit is the caller's.
  static void lock(Word& word) {
    P::may_sleep();
    if (take_bit_at_once<P>(word)) return;
    std::uint32_t seen = word.load(memory_order_relaxed);
    while (true) {
      if ((seen & bit_lock_held) == 0) {
        // Acquire pairs with the release in unlock().
        if (word.compare_exchange_weak(seen, seen | bit_lock_held, memory_order_acquire, memory_order_relaxed)) return;
        continue;
      }
      if ((seen & bit_lock_waiters) == 0 &&
          !word.compare_exchange_weak(seen, seen | bit_lock_waiters, memory_order_relaxed, memory_order_relaxed)) {
        continue;
      }
      P::sleep_while(word, seen | bit_lock_waiters);
      seen = word.load(memory_order_relaxed);
    }
  }

  static void unlock(Word& word) {
    const std::uint32_t before = word.fetch_and(~(bit_lock_held | bit_lock_waiters), memory_order_release);
    if ((before & bit_lock_waiters) != 0) P::wake_all(word);
  }

  static bool try_lock(Word& word) {
    return (word.fetch_or(bit_lock_held, memory_order_acquire) & bit_lock_held) == 0;
  }
};

}  // namespace zramlab
