// What a device stores: slots, pool and statistics, and the primitive changes of them.
#pragma once

#include "engine/backend/backend.h"
#include "engine/device/slot_table.h"
#include "engine/device/statistics.h"
#include "engine/pool/pool.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

namespace zramlab {

// A page as the driver hands it over: its bytes, and which of the distinct contents they are (a virtual platform looks
// its costs up by that).
struct PageContent {
  PageView bytes;
  ContentIndex index = no_content;
};

struct DeviceOptions {
  std::size_t slot_count = 0;
  SlotLockKind slot_lock = SlotLockKind::sleeping_bit;
  PoolOptions pool;
  std::uint64_t mem_limit_bytes = 0;      // 0: none
  bool limit_tested_before_max = false;   // kernels before 4.4: a refused write does not raise mem_used_max
  std::shared_ptr<const Codec> codec;
  std::uint32_t streams_max = 1;          // what max_comp_streams was
  ThreadIndex threads = 1;                // workers that will use the device
};

// Order: slot lock, then the pool's locks. Nothing else is taken under either.
template <Platform P>
class Store {
 public:
  using Access = typename SlotTable<P>::Access;

  explicit Store(const DeviceOptions& options)
      : options_(options), limit_pages_((options.mem_limit_bytes + page_bytes - 1) / page_bytes), slots_(options.slot_count, options.slot_lock), pool_(options.pool) {}

  [[nodiscard]] const DeviceOptions& options() const { return options_; }
  // Rounded up to a page, as the kernel does.
  [[nodiscard]] std::uint64_t mem_limit_bytes() const { return limit_pages_ * page_bytes; }
  [[nodiscard]] const Codec& codec() const { return *options_.codec; }
  SlotTable<P>& slots() { return slots_; }
  Pool<P>& pool() { return pool_; }
  Counters<P>& counters() { return counters_; }

  // Allocates an object and tests the limit, in that order, as the kernel does: concurrent writers can overshoot
  // by a zspage each and are then refused.
  Outcome allocate(std::size_t bytes, Allocation how, Handle& handle) {
    if (const Outcome outcome = pool_.allocate(bytes, how, handle); outcome != Outcome::ok) return outcome;
    const std::uint64_t pages = pool_.pages_used();
    if (!options_.limit_tested_before_max) Counters<P>::raise(counters_.pages_used_max, pages);
    if (limit_pages_ != 0 && pages > limit_pages_) {
      pool_.free(handle);
      handle = no_handle;
      return Outcome::limit_reached;
    }
    if (options_.limit_tested_before_max) Counters<P>::raise(counters_.pages_used_max, pages);
    return Outcome::ok;
  }

  // Fetches what publish() will write, while the page is copied: both lines may be in another CPU's cache.
  void fetch_for_publish(SlotIndex slot) const {
    slots_.fetch(slot);
    P::fetch(&counters_);
  }

  // Frees what the slot held and puts `state` there, in one locked section.
  void publish(SlotIndex slot, const SlotState& state) {
    {
      SlotLocked<P> guard(slots_, slot, Access::writing);
      release(slots_.state(slot));
      slots_.set_state(slot, state);
    }
    count(state);
  }

  // Frees what the slot held. REQUIRES the slot's lock.
  void clear_locked(SlotIndex slot) {
    release(slots_.state(slot));
    slots_.set_state(slot, SlotState{});
  }

 private:
  void release(const SlotState& old) {
    using C = Counters<P>;
    if (!old.is_stored()) return;
    if (old.has_object()) {
      pool_.free(static_cast<Handle>(old.payload));
      C::subtract(counters_.compr_data_size, old.size());
    }
    if (old.is_huge()) C::subtract(counters_.huge_pages, 1);
    if (old.is_same()) C::subtract(counters_.same_pages, 1);
    C::subtract(counters_.pages_stored, 1);
  }

  void count(const SlotState& state) {
    using C = Counters<P>;
    if (state.is_huge()) {
      C::add(counters_.huge_pages, 1);
      C::add(counters_.huge_pages_since, 1);
    }
    if (state.is_same()) C::add(counters_.same_pages, 1);
    if (state.has_object()) C::add(counters_.compr_data_size, state.size());
    C::add(counters_.pages_stored, 1);
  }

  DeviceOptions options_;
  std::uint64_t limit_pages_;  // 0: none
  SlotTable<P> slots_;
  Pool<P> pool_;
  Counters<P> counters_;
};

}  // namespace zramlab
