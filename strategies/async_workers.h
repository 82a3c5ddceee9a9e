// async-workers: writers queue a copy of their page and return; threads of the device's own compress it later.
//
// Models   no kernel: what the kcompressd patches of 2025 and its forks do for reclaim, moved into the device.
// Guards   queue_lock_ guards the queue, the free entries and the counts; a bucket's lock guards which entries of its slots are
//          under way. A queued entry's page does not change; who took the entry off the queue does the write.
// Order    both locks are leaves, never together. A stream, then the pool's locks, then the slot lock: no stream is held
//          over publish's wait but by a worker, and nobody waits for that with the slot locked.
// Trades   a write costs its writer one copy of a page and a lock, however slow the codec; in return the page is copied
//          twice, 64 KiB of entries for each worker, a write is done later (a failure is counted then, and nobody is told),
//          and CPU time that the writer does not see: useful where CPUs are idle. Once the queue is full the writer does the
//          oldest entry itself, with one of up to --streams further streams.
#pragma once

#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"
#include "strategies/support/stream_list.h"

namespace zramlab {

inline constexpr StrategyCard async_workers_card{
    .name = "async-workers",
    .models = "kcompressd, in the device (no kernel)",
    .summary = "writes are queued and done by threads of the device's own; the writer does the oldest when the queue is full",
    .slot_lock = SlotLockKind::sleeping_bit,
    .completes_later = true,
};

// 1. An entry is free, or its writer's, or queued, or somebody's who does it, or deferred; from announce() to finish() it is also
//    in its slot's bucket, where reads find the newest.
// 2. Writes of one slot are done in the order in which they were announced: an entry whose older one is under way is
//    deferred, and who does the older one goes on with it.
// 3. There are as many workers as on-line CPUs, but no more than --streams; each has a stream of its own.
template <Platform P>
  requires HasCrew<P>
class AsyncWorkers final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  // THROWS std::bad_alloc.
  AsyncWorkers(Streams<P>& streams, const DeviceOptions& options)
      : worker_streams_(streams, std::min(online_cpus(), options.streams_max)),
        in_place_(streams, options.streams_max),
        entries_(worker_streams_.size() * entries_per_worker),
        crew_(options.threads, workers(), [this] { work(); }, [this] { stop(); }) {}

  // BLOCKS while every entry is in use and none is queued.
  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled() && is_settled(page.slot())) return page.publish();
    Entry& entry = get();
    entry.write = page.defer(entry.page);
    announce(entry);
    enqueue(entry);
    return Outcome::ok;
  }

  // A page whose write is under way is read from its entry.
  Outcome read(ReadSteps<P>& page) override {
    {
      Bucket& bucket = bucket_of(page.slot());
      Locked guard(bucket.lock);
      if (const Entry* const newest = bucket.newest_of(page.slot())) return page.deliver(newest->page);
    }
    return page.load();
  }

  void settle() override {
    const std::uint64_t accepted = count_accepted();
    while (count_done() < accepted && do_oldest()) {
    }
    waiting_for_end_.sleep_until([&] { return count_done() >= accepted; }, WaitQueue<P>::Waiting::non_exclusive);
  }

  void settle(SlotIndex slot) override {
    while (!is_settled(slot) && do_oldest()) {
    }
    waiting_for_end_.sleep_until([&] { return is_settled(slot); }, WaitQueue<P>::Waiting::non_exclusive);
  }

  [[nodiscard]] bool is_settled(SlotIndex slot) override {
    Bucket& bucket = bucket_of(slot);
    Locked guard(bucket.lock);
    return bucket.newest_of(slot) == nullptr;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return worker_streams_.size() + in_place_.count(); }
  [[nodiscard]] std::uint64_t buffer_bytes() const override { return entries_.size() * sizeof(Entry); }

 private:
  template <class T>
  using Plain = typename P::template Plain<T>;

  // Between kcompressd's forks (24 in all by default) and its patch (256): a burst of 16 pages for each worker.
  static constexpr std::size_t entries_per_worker = 16;
  static constexpr std::size_t bucket_count = 64;

  struct Entry {
    DeferredWrite<P> write{};
    Plain<Entry*> next{nullptr};  // in the queue, or of the free entries
    // Guarded by the bucket's lock.
    Plain<Entry*> next_in_bucket{nullptr};
    Plain<Entry*> older{nullptr};  // of the same slot and under way
    Plain<Entry*> newer{nullptr};
    Plain<bool> is_deferred{false};
    alignas(cache_line_bytes) std::array<std::byte, page_bytes> page{};
  };

  struct alignas(cache_line_bytes) Bucket {
    Spinlock<P> lock;
    Plain<Entry*> first{nullptr};  // newest first

    Entry* newest_of(SlotIndex slot) const {
      Entry* entry = first.get();
      while (entry != nullptr && entry->write.slot != slot) entry = entry->next_in_bucket.get();
      return entry;
    }
    void remove(Entry& entry) {
      Plain<Entry*>* link = &first;
      while (link->get() != &entry) link = &link->get()->next_in_bucket;
      link->set(entry.next_in_bucket.get());
    }
  };

  static std::uint32_t online_cpus() {
    std::uint32_t count = 0;
    for (CpuIndex cpu = 0; cpu < P::cpu_count(); ++cpu) count += P::is_online(cpu) ? 1 : 0;
    return count;
  }
  [[nodiscard]] ThreadIndex workers() const { return static_cast<ThreadIndex>(worker_streams_.size()); }
  Bucket& bucket_of(SlotIndex slot) { return buckets_[slot % bucket_count]; }

  // Writers.

  Entry& get() {
    while (true) {
      if (Entry* const entry = take_free()) return *entry;
      if (do_oldest()) continue;
      Entry* entry = nullptr;
      waiting_for_room_.sleep_until([&] { return (entry = take_free()) != nullptr; }, WaitQueue<P>::Waiting::exclusive);
      return *entry;
    }
  }

  void announce(Entry& entry) {
    Bucket& bucket = bucket_of(entry.write.slot);
    Locked guard(bucket.lock);
    Entry* const older = bucket.newest_of(entry.write.slot);
    if (older != nullptr) older->newer.set(&entry);
    entry.older.set(older);
    entry.newer.set(nullptr);
    entry.is_deferred.set(false);
    entry.next_in_bucket.set(bucket.first.get());
    bucket.first.set(&entry);
  }

  void enqueue(Entry& entry) {
    {
      Locked guard(queue_lock_);
      entry.next.set(nullptr);
      (last_.get() != nullptr ? last_.get()->next : first_).set(&entry);
      last_.set(&entry);
      accepted_.set(accepted_.get() + 1);
    }
    waiting_for_work_.wake();
  }

  // False: there is nothing to do, or no stream to do it with; then the workers have some.
  bool do_oldest() {
    if (is_queue_empty()) return false;
    Stream* const stream = in_place_.take();
    if (stream == nullptr) return false;
    Entry* const entry = take_oldest();
    if (entry != nullptr) process(entry, *stream);
    in_place_.put(stream);
    return entry != nullptr;
  }

  // Workers.

  void work() {
    Stream& stream = worker_streams_[arrived_.fetch_add(1, memory_order_relaxed)];
    while (Entry* entry = next_entry()) process(entry, stream);
    // The last one out leaves things as the first one found them: in a virtual world the crew comes back.
    if (left_.fetch_add(1, memory_order_acq_rel) + 1 != workers()) return;
    arrived_.store(0, memory_order_relaxed);
    left_.store(0, memory_order_relaxed);
    is_stopping_.store(0, memory_order_release);
  }

  void stop() {
    is_stopping_.store(1, memory_order_release);
    waiting_for_work_.wake_all();
  }

  // nullptr once the queue is empty and the crew was asked to stop.
  Entry* next_entry() {
    Entry* entry = take_oldest();
    if (entry != nullptr) return entry;
    const auto take = [&] {
      const bool is_stopping = is_stopping_.load(memory_order_acquire) != 0;
      entry = take_oldest();
      return entry != nullptr || is_stopping;
    };
    waiting_for_work_.sleep_until(take, WaitQueue<P>::Waiting::exclusive);
    return entry;
  }

  void process(Entry* entry, Stream& stream) {
    if (must_wait(*entry)) return;
    while (entry != nullptr) {
      do_write(*entry, stream);
      entry = finish(*entry);
    }
  }

  bool must_wait(Entry& entry) {
    Locked guard(bucket_of(entry.write.slot).lock);
    if (entry.older.get() == nullptr) return false;
    entry.is_deferred.set(true);
    return true;
  }

  static void do_write(Entry& entry, Stream& stream) {
    WriteSteps<P> page(entry.write);
    if (!page.same_filled()) {
      page.compress(stream);
      page.allocate(Allocation::may_sleep);
      page.copy(stream);
    }
    if (page.publish() != Outcome::ok) page.count_failed();
  }

  // Frees the entry. Returns the slot's next one if that was deferred.
  Entry* finish(Entry& entry) {
    Entry* newer = nullptr;
    {
      Bucket& bucket = bucket_of(entry.write.slot);
      Locked guard(bucket.lock);
      bucket.remove(entry);
      newer = entry.newer.get();
      if (newer != nullptr) {
        newer->older.set(nullptr);
        if (!newer->is_deferred.get()) newer = nullptr;
      }
    }
    {
      Locked guard(queue_lock_);
      entry.next.set(free_.get());
      free_.set(&entry);
      done_.set(done_.get() + 1);
    }
    waiting_for_room_.wake();
    waiting_for_end_.wake();
    return newer;
  }

  // The queue.

  Entry* take_free() {
    Locked guard(queue_lock_);
    Entry* const entry = free_.get();
    if (entry != nullptr) free_.set(entry->next.get());
    return entry;
  }

  // All of them, in a list.
  static Entry* linked(std::vector<Entry>& entries) {
    for (std::size_t i = 0; i + 1 < entries.size(); ++i) entries[i].next.set(&entries[i + 1]);
    return entries.data();
  }

  Entry* take_oldest() {
    Locked guard(queue_lock_);
    Entry* const entry = first_.get();
    if (entry == nullptr) return nullptr;
    first_.set(entry->next.get());
    if (first_.get() == nullptr) last_.set(nullptr);
    return entry;
  }

  bool is_queue_empty() {
    Locked guard(queue_lock_);
    return first_.get() == nullptr;
  }
  std::uint64_t count_accepted() {
    Locked guard(queue_lock_);
    return accepted_.get();
  }
  std::uint64_t count_done() {
    Locked guard(queue_lock_);
    return done_.get();
  }

  StreamArray<P> worker_streams_;
  StreamList<P> in_place_;
  std::vector<Entry> entries_;
  std::array<Bucket, bucket_count> buckets_;

  Spinlock<P> queue_lock_;
  Plain<Entry*> first_{nullptr};  // the oldest
  Plain<Entry*> last_{nullptr};
  Plain<Entry*> free_{linked(entries_)};
  Plain<std::uint64_t> accepted_{0};
  Plain<std::uint64_t> done_{0};
  WaitQueue<P> waiting_for_work_;
  WaitQueue<P> waiting_for_room_;
  WaitQueue<P> waiting_for_end_;

  typename P::template Atomic<std::uint32_t> arrived_{0};
  typename P::template Atomic<std::uint32_t> left_{0};
  typename P::template Atomic<std::uint32_t> is_stopping_{0};
  typename P::Crew crew_;  // last: its threads use all that comes before
};

}  // namespace zramlab
