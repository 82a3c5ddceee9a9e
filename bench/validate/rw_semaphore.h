// rw-semaphore: zram before 3.14, which no strategy of the laboratory is. Only the published tables want it.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/spinlock.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"

namespace zramlab {

// The kernel's rw_semaphore of 3.13, which does not spin on its owner.
//
// 1. Who cannot have it at once sleeps in a queue, first come, first served.
// 2. A release wakes the first of the queue: all readers up to the next writer, who have the lock when they are woken, or one
//    writer, who has to take it: a newcomer may be faster (lock stealing, since 3.9).
template <Platform P>
class RwSemaphore {
 public:
  // BLOCKS.
  void lock() {
    Sleeper self{.is_writer = true};
    {
      Locked guard(lock_);
      if (is_free()) return void(has_writer_ = true);
      append(self);
    }
    while (true) {
      P::sleep_while(self.woken, 0);
      Locked guard(lock_);
      if (self.woken.load(memory_order_acquire) == 0) continue;  // woken for no reason
      if (is_free()) {
        has_writer_ = true;
        first_ = self.next;
        return;
      }
      self.woken.store(0, memory_order_relaxed);
    }
  }
  void unlock() {
    Locked guard(lock_);
    has_writer_ = false;
    wake_first();
  }

  // BLOCKS.
  void lock_read() {
    Sleeper self{};
    {
      Locked guard(lock_);
      if (!has_writer_ && first_ == nullptr) return void(++readers_);
      append(self);
    }
    while (self.woken.load(memory_order_acquire) == 0) P::sleep_while(self.woken, 0);
    Locked guard(lock_);  // the waker may still be using what is on this stack
  }
  void unlock_read() {
    Locked guard(lock_);
    if (--readers_ == 0) wake_first();
  }

 private:
  struct Sleeper {
    bool is_writer = false;
    typename P::template Atomic<std::uint32_t> woken{0};
    Sleeper* next = nullptr;
  };

  [[nodiscard]] bool is_free() const { return !has_writer_ && readers_ == 0; }

  void append(Sleeper& sleeper) {
    Sleeper** last = &first_;
    while (*last != nullptr) last = &(*last)->next;
    *last = &sleeper;
  }

  void wake(Sleeper& sleeper) {
    sleeper.woken.store(1, memory_order_release);
    P::wake_one(sleeper.woken);
  }

  void wake_first() {
    if (first_ == nullptr) return;
    if (first_->is_writer) return wake(*first_);
    while (first_ != nullptr && !first_->is_writer) {
      Sleeper& reader = *first_;
      first_ = reader.next;
      ++readers_;
      wake(reader);
    }
  }

  Spinlock<P> lock_;
  bool has_writer_ = false;
  std::uint32_t readers_ = 0;
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
