// sharded-idle-list: an idle list for each cluster of CPUs; who finds its own empty steals from the others.
//
// Models   no kernel: 3.15's idle list for machines whose CPUs share caches in groups.
// Guards   a shard's lock guards its list; a stream belongs to whoever popped it.
// Order    the shards' locks and the wait queue's are leaves, one at a time. On reads the slot lock, then a stream.
// Trades   streams and their lists stay in one cluster's cache while it has enough of them; a steal looks at every cluster,
//          and a stream put in one cluster may wake a sleeper in another. As few streams as --streams says, and no more.
#pragma once

#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"

namespace zramlab {

inline constexpr StrategyCard sharded_idle_list_card{
    .name = "sharded-idle-list",
    .models = "idle-list, one for each cluster (no kernel)",
    .summary = "an idle list for each cluster of CPUs, with stealing; one waiter is woken by a put",
    .slot_lock = SlotLockKind::sleeping_bit,
    .reads_take_stream = true,
    .reads_sleep = true,
};

// 1. One stream is made at the start, so that there is always a put to wait for.
// 2. A put counts its stream and then looks for waiters; a waiter joins the queue and then looks at every shard's count, all in
//    the one order of seq_cst: one of the two sees the other.
template <Platform P>
class ShardedIdleList final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  // THROWS std::bad_alloc.
  ShardedIdleList(Streams<P>& streams, const DeviceOptions& options)
      : streams_(streams), shards_(P::cluster_count()), room_(options.streams_max) {
    Stream* const first = make();
    if (first == nullptr) throw std::bad_alloc();
    shards_[0].push(first);
  }
  ~ShardedIdleList() override {
    for (Shard& shard : shards_) {
      while (Stream* stream = shard.pop()) streams_.destroy(stream);
    }
  }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    Stream& stream = get();
    page.compress(stream);
    page.allocate(Allocation::may_sleep);
    page.copy(stream);
    put(stream);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    if (!streams_.codec().decompression_has_state()) return page.load();
    return page.load([this](auto use) {
      Stream& stream = get();
      const Outcome outcome = use(stream);
      put(stream);
      return outcome;
    });
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    for (const Shard& shard : shards_) count += shard.count();
    return count;
  }

 private:
  class alignas(cache_line_bytes) Shard {
   public:
    Shard() { P::share_line(lock_.word(), count_); }

    void push(Stream* stream) {
      Locked guard(lock_);
      stream->next.set(first_.get());
      first_.set(stream);
      count_.fetch_add(1, memory_order_seq_cst);
    }

    // A look at an empty shard takes no lock: others steal from it, too.
    Stream* pop() {
      if (count_.load(memory_order_seq_cst) == 0) return nullptr;
      Locked guard(lock_);
      Stream* const stream = first_.get();
      if (stream == nullptr) return nullptr;
      first_.set(stream->next.get());
      count_.fetch_sub(1, memory_order_relaxed);
      return stream;
    }

    // At rest.
    [[nodiscard]] std::uint64_t count() const {
      std::uint64_t found = 0;
      for (Stream* stream = first_.get(); stream != nullptr; stream = stream->next.get()) ++found;
      return found;
    }

   private:
    Spinlock<P> lock_;
    typename P::template Plain<Stream*> first_{nullptr};
    typename P::template Atomic<std::uint32_t> count_{0};
  };

  [[nodiscard]] std::size_t my_shard() const { return P::cluster_of(P::cpu()); }

  Stream& get() {
    Stream* stream = try_get();
    if (stream == nullptr) {
      waiters_.sleep_until([&] { return (stream = try_get()) != nullptr; }, WaitQueue<P>::Waiting::exclusive);
    }
    return *stream;
  }

  void put(Stream& stream) {
    shards_[my_shard()].push(&stream);
    if (waiters_.has_waiters()) [[unlikely]] waiters_.wake();
  }

  Stream* try_get() {
    const std::size_t mine = my_shard();
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      if (Stream* const stream = shards_[(mine + i) % shards_.size()].pop()) return stream;
    }
    return make();
  }

  // nullptr where there are as many as may be, or no memory for one more.
  Stream* make() {
    std::uint32_t room = room_.load(memory_order_relaxed);
    do {
      if (room == 0) return nullptr;
    } while (!room_.compare_exchange_weak(room, room - 1, memory_order_relaxed, memory_order_relaxed));
    Stream* const made = streams_.make();
    if (made == nullptr) room_.fetch_add(1, memory_order_relaxed);
    return made;
  }

  Streams<P>& streams_;
  std::vector<Shard> shards_;
  typename P::template Atomic<std::uint32_t> room_;
  WaitQueue<P> waiters_;
};

}  // namespace zramlab
