// idle-list: as many writers at once as there are streams; the others sleep.
//
// Models   Linux 3.15 to 4.6 with max_comp_streams > 1.
// Guards   lock_ guards idle_, available_ and streams_max_; a stream belongs to whoever popped it.
// Order    lock_ is a leaf, and nothing sleeps under it.
// Trades   a stream costs memory only once writers met; every release wakes every sleeper, and a newcomer may be faster
//          than all of them.
#pragma once

#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"

namespace zramlab {

inline constexpr StrategyCard idle_list_card{
    .name = "idle-list",
    .models = "Linux 3.15 to 4.6, several streams",
    .summary = "spinlock, LIFO list of idle streams made on demand, wake-all wait queue",
    .slot_lock = SlotLockKind::table_rwlock,
    .resizable = true,
};

// 1. 1 <= available_: one stream is made at the start, so that a writer always has something to wait for.
// 2. idle_ holds at most available_ streams; at rest available_ <= streams_max_.
template <Platform P, typename WaitQueue<P>::Waiting waiting = WaitQueue<P>::Waiting::non_exclusive>
class IdleList final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  IdleList(Streams<P>& streams, const DeviceOptions& options) : streams_(streams), streams_max_(options.streams_max) {
    Stream* first = streams_.make();
    if (first == nullptr) throw std::bad_alloc();
    push(first);
  }
  ~IdleList() override {
    while (Stream* stream = pop()) streams_.destroy(stream);
  }

  Outcome write(WriteSteps<P>& page) override {
    Stream& stream = get();
    if (!page.same_filled()) {
      page.compress(stream);
      page.allocate(Allocation::may_sleep);
      page.copy(stream);
    }
    put(stream);
    return page.publish();
  }

  // Busy surplus streams end at their release. Raising the limit wakes nobody: a sleeper notices at the next release.
  Outcome resize(std::uint32_t streams_max) override {
    Stream* surplus = nullptr;
    {
      Locked guard(lock_);
      streams_max_.set(streams_max);
      while (available_.get() > streams_max && idle_.get() != nullptr) {
        Stream* stream = pop();
        available_.set(available_.get() - 1);
        stream->next.set(surplus);
        surplus = stream;
      }
    }
    while (surplus != nullptr) {
      Stream* next = surplus->next.get();
      streams_.destroy(surplus);
      surplus = next;
    }
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    for (Stream* stream = idle_.get(); stream != nullptr; stream = stream->next.get()) ++count;
    return count;
  }

 private:
  Stream& get() {
    Stream* stream = try_get();
    if (stream == nullptr) {
      waiters_.sleep_until([&] { return (stream = try_get()) != nullptr; }, waiting);
    }
    return *stream;
  }

  void put(Stream& stream) {
    if (!keep(stream)) return streams_.destroy(&stream);
    waiters_.wake();
  }

  // An idle stream, or a new one while there may be more; nullptr: wait for a release.
  Stream* try_get() {
    {
      Locked guard(lock_);
      if (idle_.get() != nullptr) return pop();
      if (available_.get() >= streams_max_.get()) return nullptr;
      available_.set(available_.get() + 1);
    }
    // Made outside the lock, because that may sleep. The place is reserved; without memory it is given back.
    Stream* made = streams_.make();
    while (made == nullptr && !give_up_place()) made = streams_.make();
    return made;
  }

  // False: the limit was lowered meanwhile and this place is the last one. A writer that slept now would sleep for ever.
  [[nodiscard]] bool give_up_place() {
    Locked guard(lock_);
    if (available_.get() == 1) return false;
    available_.set(available_.get() - 1);
    return true;
  }

  // False: the limit was lowered meanwhile, and this stream is surplus.
  [[nodiscard]] bool keep(Stream& stream) {
    Locked guard(lock_);
    if (available_.get() <= streams_max_.get()) {
      push(&stream);
      return true;
    }
    available_.set(available_.get() - 1);
    return false;
  }

  // REQUIRES lock_, as pop() does.
  void push(Stream* stream) {
    stream->next.set(idle_.get());
    idle_.set(stream);
  }

  Stream* pop() {
    Stream* stream = idle_.get();
    if (stream != nullptr) idle_.set(stream->next.get());
    return stream;
  }

  template <class T>
  using Plain = typename P::template Plain<T>;

  Streams<P>& streams_;
  Spinlock<P> lock_;
  Plain<Stream*> idle_{nullptr};
  Plain<std::uint32_t> available_{1};
  Plain<std::uint32_t> streams_max_;
  WaitQueue<P> waiters_;
};

}  // namespace zramlab
