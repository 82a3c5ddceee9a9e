// lock-free-pool: idle streams on a stack without a lock; who finds it empty makes a stream, or parks.
//
// Models   no kernel: the idle list as a lock-free library would write it.
// Guards   a stream belongs to whoever popped its number; the stacks' heads are tagged words.
// Order    the wait queue's lock is a leaf. On reads the slot lock, then a stream.
// Trades   no lock holder to wait for, and the warmest stream first; but one word that every get and every put changes, so
//          that it goes from CPU to CPU as the idle list's lock does. Streams are made on demand: most runs need few.
#pragma once

#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"
#include "strategies/support/tagged_stack.h"

namespace zramlab {

inline constexpr StrategyCard lock_free_pool_card{
    .name = "lock-free-pool",
    .models = "Treiber stack with a tagged head (no kernel)",
    .summary = "a lock-free stack of streams made on demand; one parked waiter is woken by a put",
    .slot_lock = SlotLockKind::sleeping_bit,
    .reads_take_stream = true,
    .reads_sleep = true,
};

// 1. Each number is on idle_ (its stream is idle), on unmade_ (it has none), or somebody's.
// 2. One stream is made at the start, so that there is always a put to wait for.
// 3. A put looks for waiters after its push, and a waiter pops after it joined the queue, all in the one order of seq_cst: one
//    of the two sees the other.
template <Platform P>
class LockFreePool final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  // THROWS std::bad_alloc.
  LockFreePool(Streams<P>& streams, const DeviceOptions& options)
      : streams_(streams), idle_(options.streams_max), unmade_(options.streams_max), of_number_(options.streams_max) {
    for (std::uint32_t number = options.streams_max; number-- > 0;) unmade_.push(number);
    const std::uint32_t first = make();
    if (first == nobody) throw std::bad_alloc();
    idle_.push(first);
  }
  ~LockFreePool() override {
    for (const auto& stream : of_number_) streams_.destroy(stream.get());
  }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    const std::uint32_t mine = get();
    Stream& stream = *of_number_[mine].get();
    page.compress(stream);
    page.allocate(Allocation::may_sleep);
    page.copy(stream);
    put(mine);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    if (!streams_.codec().decompression_has_state()) return page.load();
    return page.load([this](auto use) {
      const std::uint32_t mine = get();
      const Outcome outcome = use(*of_number_[mine].get());
      put(mine);
      return outcome;
    });
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    idle_.for_each([&](std::uint32_t) { ++count; });
    return count;
  }

 private:
  static constexpr std::uint32_t nobody = TaggedStack<P>::none;

  std::uint32_t get() {
    std::uint32_t number = try_get();
    if (number == nobody) {
      waiters_.sleep_until([&] { return (number = try_get()) != nobody; }, WaitQueue<P>::Waiting::exclusive);
    }
    return number;
  }

  void put(std::uint32_t number) {
    idle_.push(number);
    if (waiters_.has_waiters()) [[unlikely]] waiters_.wake();
  }

  std::uint32_t try_get() {
    const std::uint32_t number = idle_.pop();
    return number != nobody ? number : make();
  }

  // A number with a new stream; `nobody` where there are as many as may be, or no memory for one more.
  std::uint32_t make() {
    const std::uint32_t number = unmade_.pop();
    if (number == nobody) return nobody;
    Stream* const made = streams_.make();
    if (made == nullptr) {
      unmade_.push(number);
      return nobody;
    }
    of_number_[number].set(made);
    return number;
  }

  Streams<P>& streams_;
  TaggedStack<P> idle_;
  TaggedStack<P> unmade_;
  std::vector<typename P::template Plain<Stream*>> of_number_;
  WaitQueue<P> waiters_;
};

}  // namespace zramlab
