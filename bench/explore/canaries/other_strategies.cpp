// Planted bugs in the other strategies, and in the table of slots.
#include "bench/explore/canaries/canary.h"
#include "engine/sync/bit_lock.h"
#include "engine/sync/mutex.h"
#include "engine/sync/wait_queue.h"
#include "strategies/support/stream_array.h"

#include <array>
#include <vector>

namespace zramlab {
namespace planted {
namespace {

enum class MutexUse { unlocks_before_copy, returns_locked };

// One stream behind a mutex, with a bug.
template <MutexUse bug>
class BrokenSingle final : public Strategy<P> {
 public:
  BrokenSingle(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) {}
  Outcome write(Steps& page) override {
    lock_.lock();
    page.compress(streams_[0]);
    if (bug == MutexUse::returns_locked && page.has_failed()) return page.publish();
    page.allocate(Allocation::may_sleep);
    if (bug == MutexUse::unlocks_before_copy) lock_.unlock();
    page.copy(streams_[0]);
    if (bug != MutexUse::unlocks_before_copy) lock_.unlock();
    return page.publish();
  }
  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  Mutex<P> lock_;
  StreamArray<P> streams_;
};

// Two lists, each with waiters of its own: a release wakes those of its list, whoever waits at the other.
class DeafShards final : public Strategy<P> {
 public:
  DeafShards(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) { shards_[0].idle.set(&streams_[0]); }
  Outcome write(Steps& page) override {
    Shard& home = shards_[P::thread() % shards_.size()];
    Stream* stream = nullptr;
    home.waiters.sleep_until([&] { return (stream = take(home)) != nullptr || (stream = take(other(home))) != nullptr; },
                             WaitQueue<P>::Waiting::exclusive);
    fill(page, *stream);
    {
      const Locked guard(home.lock);
      home.idle.set(stream);
    }
    home.waiters.wake();
    return page.publish();
  }
  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  struct Shard {
    Spinlock<P> lock;
    Plain<Stream*> idle{nullptr};
    WaitQueue<P> waiters;
  };
  Shard& other(Shard& shard) { return shards_[&shard == &shards_[0] ? 1 : 0]; }
  static Stream* take(Shard& shard) {
    const Locked guard(shard.lock);
    Stream* const stream = shard.idle.get();
    shard.idle.set(nullptr);
    return stream;
  }

  StreamArray<P> streams_;
  std::array<Shard, 2> shards_;
};

// A stream of its own for each CPU first, a shared one else: put in the CPU's place without a word to who waits for the shared one.
class SilentOverflow final : public Strategy<P> {
 public:
  SilentOverflow(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) { shared_.store(1, memory_order_relaxed); }
  Outcome write(Steps& page) override {
    const CpuIndex cpu = P::cpu();
    while (mine_[cpu].exchange(0, memory_order_acquire) == 0 && shared_.exchange(0, memory_order_acquire) == 0) {
      P::sleep_while(shared_, 0);
    }
    fill(page, streams_[0]);
    if (mine_[cpu].exchange(1, memory_order_release) == 1) {
      shared_.store(1, memory_order_release);
      P::wake_one(shared_);
    }
    return page.publish();
  }
  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<P> streams_;
  std::array<Word, 2> mine_;
  Word shared_{0};
};

// A bounded queue with room for a stream less than it hands out.
class NarrowQueue final : public Strategy<P> {
 public:
  NarrowQueue(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 2), queue_(1) { queue_.push(&streams_[0]); }
  Outcome write(Steps& page) override {
    Stream* const stream = queue_.pop();
    if (is_first_.exchange(0, memory_order_relaxed) == 1) queue_.push(&streams_[1]);
    fill(page, *stream);
    queue_.push(stream);
    return page.publish();
  }
  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<P> streams_;
  P::BoundedQueue<Stream*> queue_;
  Word is_first_{1};
};

// A helper says that it is done before it is.
struct DoneTooEarly {
  static constexpr ThreadIndex threads = 2;
  Word asked{0};
  Word done{0};
  Plain<int> result{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      asked.store(1, memory_order_release);
      P::wake_all(asked);
      while (done.load(memory_order_acquire) == 0) P::sleep_while(done, 0);
      (void)result.get();
    } else {
      while (asked.load(memory_order_acquire) == 0) P::sleep_while(asked, 0);
      done.store(1, memory_order_release);
      P::wake_all(done);
      result.set(1);
    }
  }
};

// A helper that sleeps when its queue was empty a moment ago.
struct SleepsOnOldNews {
  static constexpr ThreadIndex threads = 2;
  Word jobs{0};
  Word asleep{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      jobs.fetch_add(1, memory_order_release);
      if (asleep.load(memory_order_acquire) == 1) {
        asleep.store(0, memory_order_release);
        P::wake_one(asleep);
      }
    } else {
      while (jobs.load(memory_order_acquire) == 0) {
        asleep.store(1, memory_order_release);
        P::sleep_while(asleep, 1);
      }
    }
  }
};

enum class SlotBug { frees_unlocked, counts_twice, reads_after_unlock, forgets_old };

// A slot that holds one of two objects; an overwritten object is freed.
template <SlotBug bug>
struct BrokenSlot {
  static constexpr ThreadIndex threads = 2;
  Word lock{0};
  Plain<std::uint32_t> object{0};  // 0: none, else number + 1
  std::array<Plain<bool>, 3> live;
  Word stored{0};

  void free(std::uint32_t held) {
    if (held == 0) return;
    P::require(live[held].get(), "an object is freed twice");
    live[held].set(false);
    stored.fetch_sub(1, memory_order_relaxed);
  }

  void run(ThreadIndex thread) {
    const std::uint32_t mine = thread + 1;
    live[mine].set(true);
    if (bug == SlotBug::frees_unlocked) free(object.get());
    BitSpinlock<P>::lock(lock);
    const std::uint32_t held = object.get();
    if (bug == SlotBug::counts_twice) free(held);
    object.set(mine);
    if (bug == SlotBug::counts_twice && held != 0) stored.fetch_sub(1, memory_order_relaxed);
    BitSpinlock<P>::unlock(lock);
    if (bug == SlotBug::reads_after_unlock && object.get() != mine) free(mine);
    stored.fetch_add(1, memory_order_relaxed);
  }

  [[nodiscard]] std::string wrong() const {
    return stored.load(memory_order_relaxed) == 1 ? "" : "one slot, and the counter says otherwise";
  }
};

constexpr std::uint32_t no_compression = may_fail(Fault::compress);

using F = VirtualFailure;
constexpr std::array all{
    Canary{"single-unlocks-before-copy", "unlocks the one stream before the copy", F::race, make_device<BrokenSingle<MutexUse::unlocks_before_copy>>},
    Canary{"single-returns-locked", "a failed write returns with the mutex", F::deadlock,
           make_device<BrokenSingle<MutexUse::returns_locked>, Traffic::writes, 2, 1, no_compression>, 2, no_compression},
    Canary{"shards-deaf", "a release wakes the sleepers of one shard only", F::deadlock, make_device<DeafShards>},
    Canary{"overflow-silent", "a stream kept on a CPU while others wait for the shared one", F::deadlock, make_device<SilentOverflow>},
    Canary{"queue-too-narrow", "a bounded queue with a place too few", F::deadlock, make_device<NarrowQueue>},
    Canary{"helper-done-too-early", "completion told before the result", F::race, make_state<DoneTooEarly>},
    Canary{"helper-sleeps-on-old-news", "a helper that does not look again before it sleeps", F::deadlock, make_state<SleepsOnOldNews>},
    Canary{"slot-frees-unlocked", "frees the old object before the slot's lock", F::race, make_state<BrokenSlot<SlotBug::frees_unlocked>>},
    Canary{"slot-counts-twice", "a counter decremented twice", F::wrong_at_rest, make_state<BrokenSlot<SlotBug::counts_twice>>},
    Canary{"slot-reads-after-unlock", "looks at the slot after its lock", F::race, make_state<BrokenSlot<SlotBug::reads_after_unlock>>},
    Canary{"slot-forgets-old", "an overwritten object is not freed", F::wrong_at_rest, make_state<BrokenSlot<SlotBug::forgets_old>>},
};

}  // namespace
}  // namespace planted

std::span<const Canary> other_strategy_canaries() { return planted::all; }

std::span<const Canary> canaries() {
  static const std::vector<Canary> all = [] {
    std::vector<Canary> each;
    for (const auto group : {lock_canaries(), wait_canaries(), lock_free_canaries(), idle_list_canaries(), per_cpu_canaries(),
                             other_strategy_canaries()}) {
      each.insert(each.end(), group.begin(), group.end());
    }
    return each;
  }();
  return all;
}

}  // namespace zramlab
