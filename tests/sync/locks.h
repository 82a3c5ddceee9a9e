// Each lock of engine/sync as an object with lock() and unlock(), so that one test can be typed over them.
#pragma once

#include "engine/sync/bit_lock.h"
#include "engine/sync/mutex.h"
#include "engine/sync/rw_spinlock.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/ticket_lock.h"
#include "tests/support/world.h"

namespace zramlab {

// A lock in a bit of a word of its own.
template <class Platform, template <class> class BitLock>
class InAWord {
 public:
  void lock() { BitLock<Platform>::lock(word_); }
  void unlock() { BitLock<Platform>::unlock(word_); }
  bool try_lock() { return BitLock<Platform>::try_lock(word_); }

 private:
  typename BitLock<Platform>::Word word_{0};
};

template <class Platform>
using BitSpinlockInAWord = InAWord<Platform, BitSpinlock>;
template <class Platform>
using SleepingBitLockInAWord = InAWord<Platform, SleepingBitLock>;

// How often a thread does what a test repeats: a schedule of the virtual world is explored step by step, the host is fast.
template <class World>
constexpr int repetitions(int in_virtual, int on_host) {
  return World::is_virtual ? in_virtual : on_host;
}

}  // namespace zramlab
