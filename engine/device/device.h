// A device: slots, pool, strategy and statistics. What a driver writes to and reads from.
#pragma once

#include "engine/base/check.h"
#include "engine/device/strategy.h"

#include <functional>
#include <memory>
#include <vector>

namespace zramlab {

// 1. Operations may come from any worker at any time; the strategy and the slot locks keep them apart.
// 2. Statistics read while workers run are each right for some moment, not for the same one.
// 3. No operation allocates on the heap, but for a stream that a strategy makes on demand.
template <Platform P>
class Device {
 public:
  using MakeStrategy = std::function<std::unique_ptr<Strategy<P>>(Streams<P>&, const DeviceOptions&)>;

  // THROWS std::bad_alloc.
  Device(const DeviceOptions& options, const MakeStrategy& make_strategy)
      : store_(options), streams_(options.codec), readers_(options.threads) {
    for (auto& reader : readers_) reader = options.codec->create();
    strategy_ = make_strategy(streams_, options);
  }

  // Writes a whole page. Where the write fails, the slot keeps what it held.
  Outcome write(SlotIndex slot, const PageContent& page, StepTimes* times = nullptr) {
    if (slot >= store_.slots().size()) return Outcome::out_of_range;
    WriteSteps<P> steps(store_, slot, page, times);
    const Outcome outcome = strategy_->write(steps);
    if (outcome != Outcome::ok) [[unlikely]] Counters<P>::add(store_.counters().failed_writes, 1);
    return outcome;
  }

  // Reads a whole page; zeros where nothing was written.
  Outcome read(SlotIndex slot, PageSpan page) {
    if (slot >= store_.slots().size()) return Outcome::out_of_range;
    const Outcome outcome = load(slot, page);
    if (outcome != Outcome::ok) [[unlikely]] Counters<P>::add(store_.counters().failed_reads, 1);
    return outcome;
  }

  // Writes part of a page: reads it, patches it, writes it back. Not atomic against a concurrent write of the same
  // page, as in the kernel.
  Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes, StepTimes* times = nullptr) {
    if (offset > page_bytes || bytes.size() > page_bytes - offset) return Outcome::out_of_range;
    if (slot >= store_.slots().size()) return Outcome::out_of_range;
    StepClock<P> clock(times);
    alignas(8) std::array<std::byte, page_bytes> page;
    if (const Outcome outcome = load(slot, page); outcome != Outcome::ok) {
      Counters<P>::add(store_.counters().failed_writes, 1);
      return outcome;
    }
    std::memcpy(page.data() + offset, bytes.data(), bytes.size());
    clock.lap(Step::prepare);
    return write(slot, PageContent{page}, times);
  }

  Outcome read_partial(SlotIndex slot, std::size_t offset, ByteSpan bytes) {
    if (offset > page_bytes || bytes.size() > page_bytes - offset) return Outcome::out_of_range;
    alignas(8) std::array<std::byte, page_bytes> page;
    if (const Outcome outcome = read(slot, page); outcome != Outcome::ok) return outcome;
    std::memcpy(bytes.data(), page.data() + offset, bytes.size());
    return Outcome::ok;
  }

  // Discards the whole slots within [offset, offset + bytes) of the device, in bytes: a leading partial page is skipped, a
  // trailing one left alone.
  Outcome discard(std::uint64_t offset, std::uint64_t bytes) {
    const std::uint64_t disk_bytes = std::uint64_t{store_.slots().size()} * page_bytes;
    if (offset > disk_bytes || bytes > disk_bytes - offset) return Outcome::out_of_range;
    const std::uint64_t first = (offset + page_bytes - 1) / page_bytes;
    for (std::uint64_t slot = first; slot < (offset + bytes) / page_bytes; ++slot) {
      strategy_->settle(static_cast<SlotIndex>(slot));  // a write that was accepted before must not come after
      SlotLocked<P> guard(store_.slots(), static_cast<SlotIndex>(slot), Store<P>::Access::writing);
      store_.clear_locked(static_cast<SlotIndex>(slot));
      Counters<P>::add(store_.counters().notify_free, 1);
    }
    return Outcome::ok;
  }

  // Swap says that it no longer needs a slot. May not wait: where the slot is locked, or a write of it is under way, the page
  // stays until it is overwritten, and miss_free counts it.
  Outcome notify_free(SlotIndex slot) {
    if (slot >= store_.slots().size()) return Outcome::out_of_range;
    Counters<P>::add(store_.counters().notify_free, 1);
    if (!strategy_->is_settled(slot) || !store_.slots().try_lock(slot)) {
      Counters<P>::add(store_.counters().miss_free, 1);
      return Outcome::ok;
    }
    store_.clear_locked(slot);
    store_.slots().unlock(slot, Store<P>::Access::writing);
    return Outcome::ok;
  }

  Outcome resize_streams(std::uint32_t streams) {
    return streams == 0 ? Outcome::out_of_range : strategy_->resize(streams);
  }

  // Waits for writes that are under way after their write() returned.
  void settle() { strategy_->settle(); }

  // Moves objects together; returns the pages freed.
  std::uint64_t compact() { return store_.pool().compact(); }

  // Statistics settle first, so that at rest they tell of every write.
  [[nodiscard]] MmStat mm_stat() {
    settle();
    const auto value = [](const auto& counter) { return counter.load(memory_order_relaxed); };
    const Counters<P>& counters = store_.counters();
    return {.orig_data_size = value(counters.pages_stored) * page_bytes,
            .compr_data_size = value(counters.compr_data_size),
            .mem_used_total = store_.pool().pages_used() * page_bytes,
            .mem_limit = store_.mem_limit_bytes(),
            .mem_used_max = value(counters.pages_used_max) * page_bytes,
            .same_pages = value(counters.same_pages),
            .pages_compacted = store_.pool().pages_compacted(),
            .huge_pages = value(counters.huge_pages),
            .huge_pages_since = value(counters.huge_pages_since)};
  }

  [[nodiscard]] IoStat io_stat() {
    settle();
    const Counters<P>& counters = store_.counters();
    return {.failed_reads = counters.failed_reads.load(memory_order_relaxed),
            .failed_writes = counters.failed_writes.load(memory_order_relaxed),
            .invalid_io = 0,
            .notify_free = counters.notify_free.load(memory_order_relaxed)};
  }

  [[nodiscard]] DebugStat debug_stat() {
    settle();
    const Counters<P>& counters = store_.counters();
    return {.writestall = counters.writestall.load(memory_order_relaxed),
            .miss_free = counters.miss_free.load(memory_order_relaxed)};
  }

  Strategy<P>& strategy() { return *strategy_; }
  Streams<P>& streams() { return streams_; }
  Store<P>& store() { return store_; }

 private:
  Outcome load(SlotIndex slot, PageSpan page) {
    ReadSteps<P> steps(store_, slot, page, *readers_[P::thread()]);
    return strategy_->read(steps);
  }

  // Destroyed from the bottom up: the strategy gives its streams back before their count is checked.
  Store<P> store_;
  Streams<P> streams_;
  std::vector<std::unique_ptr<Backend>> readers_;  // one for each worker, for reads without a stream
  std::unique_ptr<Strategy<P>> strategy_;
};

}  // namespace zramlab
