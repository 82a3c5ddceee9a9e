// rw-semaphore: zram before 3.14, which no strategy of the laboratory is. Only the published tables want it.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/spinlock.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"

namespace zramlab {

// The kernel's rw_semaphore of 3.13 on x86, which does not spin on its owner. [mem] lib/rwsem.c
//
// 1. Uncontended, one atomic operation on a word. Readers that find no writer and no queue share that word and nothing else.
// 2. Who cannot have it at once sleeps in a queue, first come, first served.
// 3. A release wakes the first of the queue: all readers up to the next writer, who have the lock when they are woken, or one
//    writer, who has to take it: a newcomer may be faster (lock stealing, since 3.9).
// 4. The queue and its bit belong to lock_. Whoever leaves the word without readers and writer, and queued, wakes: nobody sleeps beside a free lock.
template <Platform P>
class RwSemaphore {
 public:
  // BLOCKS.
  void lock() {
    std::uint32_t seen = 0;
    if (word_.compare_exchange_strong(seen, writer, memory_order_acquire, memory_order_relaxed)) return;
    Sleeper self{.is_writer = true};
    lock_.lock();
    append(self);
    while (!try_take(self)) {
      self.woken.store(0, memory_order_relaxed);
      lock_.unlock();
      while (self.woken.load(memory_order_acquire) == 0) P::sleep_while(self.woken, 0);
      lock_.lock();
    }
    lock_.unlock();
  }
  void unlock() {
    if ((word_.fetch_and(~writer, memory_order_release) & queued) == 0) return;
    Locked guard(lock_);
    wake_first();
  }

  // BLOCKS.
  void lock_read() {
    if (word_.fetch_add(one_reader, memory_order_acquire) < writer) return;
    Sleeper self{};
    {
      Locked guard(lock_);
      append(self);
      if (is_free(word_.fetch_sub(one_reader, memory_order_relaxed) - one_reader)) wake_first();
    }
    while (self.woken.load(memory_order_acquire) == 0) P::sleep_while(self.woken, 0);
    Locked guard(lock_);  // the waker may still be using what is on this stack
  }
  void unlock_read() {
    if (word_.fetch_sub(one_reader, memory_order_release) != (one_reader | queued)) return;
    Locked guard(lock_);
    wake_first();
  }

 private:
  struct Sleeper {
    bool is_writer = false;
    typename P::template Atomic<std::uint32_t> woken{0};
    Sleeper* next = nullptr;
  };

  // The word: how many read, whether one writes, whether the queue has anybody.
  static constexpr std::uint32_t one_reader = 1;
  static constexpr std::uint32_t writer = 1u << 16;
  static constexpr std::uint32_t queued = 1u << 17;

  static bool is_free(std::uint32_t word) { return (word & ~queued) == 0; }

  // REQUIRES lock_, as all that follows.
  void append(Sleeper& sleeper) {
    Sleeper** last = &first_;
    while (*last != nullptr) last = &(*last)->next;
    *last = &sleeper;
    if (first_ == &sleeper) word_.fetch_or(queued, memory_order_relaxed);
  }

  void remove(Sleeper& sleeper) {
    Sleeper** at = &first_;
    while (*at != &sleeper) at = &(*at)->next;
    *at = sleeper.next;
    if (first_ == nullptr) word_.fetch_and(~queued, memory_order_relaxed);
  }

  bool try_take(Sleeper& self) {
    std::uint32_t seen = queued;
    if (!word_.compare_exchange_strong(seen, queued | writer, memory_order_acquire, memory_order_relaxed)) return false;
    remove(self);
    return true;
  }

  void wake(Sleeper& sleeper) {
    sleeper.woken.store(1, memory_order_release);
    P::wake_one(sleeper.woken);
  }

  void wake_first() {
    if (first_ == nullptr) return;
    if (first_->is_writer) return wake(*first_);
    while (first_ != nullptr && !first_->is_writer) {
      // A writer may have been faster; its release comes here again.
      if ((word_.fetch_add(one_reader, memory_order_acquire) & writer) != 0) {
        word_.fetch_sub(one_reader, memory_order_relaxed);
        return;
      }
      Sleeper& reader = *first_;
      remove(reader);
      wake(reader);
    }
  }

  Spinlock<P> lock_;
  typename P::template Atomic<std::uint32_t> word_{0};
  Sleeper* first_ = nullptr;
};

// One writer at a time, or readers.
template <Platform P>
class RwSemaphoreStrategy final : public Strategy<P> {
 public:
  RwSemaphoreStrategy(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) {}

  Outcome write(WriteSteps<P>& page) override {
    Locked guard(lock_);
    if (page.same_filled()) return page.publish();
    page.compress(streams_[0]);
    page.allocate(Allocation::may_sleep);
    page.copy(streams_[0]);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    lock_.lock_read();
    const Outcome outcome = page.load();
    lock_.unlock_read();
    return outcome;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  RwSemaphore<P> lock_;
  StreamArray<P> streams_;
};

}  // namespace zramlab
