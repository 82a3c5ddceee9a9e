// Handles: names of objects that stay while compaction moves them.
#pragma once

#include "engine/pool/zspage.h"

#include <memory>

namespace zramlab {

// Handles of one class that name nothing now. Guarded by the class's lock.
struct FreeHandles {
  Handle first = no_handle;
};

// The kernel keeps a handle in a word from a slab of its own; here they stand in one table, so that they cost no heap
// and no lock: each class has free handles under its own lock and takes more in batches.
//
// 1. An entry is `pinned | live | zspage | class | object`, or, when free, the next free handle of its class.
// 2. Who has the pin bit may read or write the object's bytes, and nobody may move it. It models the pin bit of kernels
//    up to 5.16, and stands for the zspage lock of later ones: finer, as two readers of one zspage never meet.
// 3. Location and liveness change under the class's lock; the location of a live handle moreover only under its pin. So
//    either of the two is enough to read it.
// 4. A pin is taken last (nothing is locked under it), and under a class's lock only by trying.
template <Platform P>
class HandleTable {
 public:
  // Room for pages_max pages full of the smallest objects; handles that a class took stay with it, so a pool whose
  // classes peak one after the other needs more than its objects at any one time.
  explicit HandleTable(std::size_t pages_max)
      : capacity_(std::min<std::uint64_t>(std::uint64_t{pages_max} * handles_per_page, handles_max)),
        memory_(capacity_ * sizeof(Entry)) {}

  ~HandleTable() {
    if constexpr (!std::is_trivially_destructible_v<Entry>) std::destroy_n(entries() + batch, taken() - batch);
  }
  HandleTable(const HandleTable&) = delete;
  HandleTable& operator=(const HandleTable&) = delete;

  // no_handle when the table is used up. REQUIRES the class's lock, as do release() and bind().
  Handle acquire(FreeHandles& free) {
    if (free.first == no_handle && !refill(free)) return no_handle;
    const Handle handle = free.first;
    free.first = static_cast<Handle>(entries()[handle].load(memory_order_relaxed));
    return handle;
  }

  // Fetches what acquire() will touch.
  void fetch_first(const FreeHandles& free) const { P::fetch(&entries()[free.first]); }

  void release(FreeHandles& free, Handle handle) {
    entries()[handle].store(free.first, memory_order_relaxed);
    free.first = handle;
  }

  // Gives an acquired handle its object. Relaxed: whoever else learns of it does so through a lock.
  void bind(Handle handle, const Location& location) { entries()[handle].store(packed(location), memory_order_relaxed); }

  // REQUIRES a live handle, and its pin or its class's lock.
  [[nodiscard]] Location location_of(Handle handle) const { return unpacked(live_entry(handle)); }

  // The class of a live handle, which needs no lock as it never changes.
  [[nodiscard]] std::uint8_t class_of(Handle handle) const { return location_of(handle).class_ordinal; }

  // Spins until the pin is the caller's.
  Location pin(Handle handle) {
    Entry& entry = entries()[handle];
    // Acquire pairs with the release in unpin() and move(): the object's bytes, and where they went.
    std::uint64_t seen = entry.fetch_or(pinned, memory_order_acquire);
    while ((seen & pinned) != 0) {
      P::spin_until(entry, [](std::uint64_t word) { return (word & pinned) == 0; });
      seen = entry.fetch_or(pinned, memory_order_acquire);
    }
    ZRAMLAB_CHECK((seen & live) != 0, "the handle names no object");
    return unpacked(seen);
  }

  // REQUIRES the class's lock.
  bool try_pin(Handle handle) { return (entries()[handle].fetch_or(pinned, memory_order_acquire) & pinned) == 0; }

  // REQUIRES the pin. Nobody else changes a pinned entry, so that a load and a store do.
  void unpin(Handle handle) {
    Entry& entry = entries()[handle];
    entry.store(entry.load(memory_order_relaxed) & ~pinned, memory_order_release);
  }

  // Gives the object a new place and unpins it. REQUIRES the pin and the class's lock.
  void move(Handle handle, const Location& location) {
    entries()[handle].store(packed(location), memory_order_release);
  }

  void prefault(std::size_t handles) { memory_.prefault(0, handles * sizeof(Entry)); }

  // For recount(), at rest.
  [[nodiscard]] bool is_live(Handle handle) const {
    return handle >= batch && handle < taken() && (entries()[handle].load(memory_order_relaxed) & live) != 0;
  }
  [[nodiscard]] bool is_pinned(Handle handle) const {
    return (entries()[handle].load(memory_order_relaxed) & pinned) != 0;
  }
  [[nodiscard]] std::uint64_t count(const FreeHandles& free) const {
    std::uint64_t handles = 0;
    for (Handle handle = free.first; handle != no_handle;) {
      ZRAMLAB_CHECK(!is_live(handle), "a free handle names an object");
      handle = static_cast<Handle>(entries()[handle].load(memory_order_relaxed));
      ++handles;
    }
    return handles;
  }
  // Handles that classes took, in use or not.
  [[nodiscard]] std::uint64_t handed_out() const { return taken() - batch; }

 private:
  using Entry = typename P::template Atomic<std::uint64_t>;

  static constexpr std::uint64_t pinned = std::uint64_t{1} << 63;
  static constexpr std::uint64_t live = std::uint64_t{1} << 62;
  static constexpr std::uint64_t batch = 64;              // one page of entries for eight batches
  static constexpr std::uint64_t handles_per_page = 256;  // twice the smallest objects of a page
  static constexpr std::uint64_t handles_max = std::uint64_t{1} << 32;

  static std::uint64_t packed(const Location& location) {
    return live | std::uint64_t{location.zspage} << 24 | std::uint64_t{location.class_ordinal} << 16 | location.object;
  }
  static Location unpacked(std::uint64_t word) {
    return {.zspage = static_cast<ZspageIndex>((word & ~(live | pinned)) >> 24),
            .object = static_cast<std::uint16_t>(word),
            .class_ordinal = static_cast<std::uint8_t>(word >> 16)};
  }

  [[nodiscard]] Entry* entries() const { return memory_.as<Entry>(); }
  [[nodiscard]] std::uint64_t taken() const { return taken_.load(memory_order_relaxed); }

  [[nodiscard]] std::uint64_t live_entry(Handle handle) const {
    const std::uint64_t word = entries()[handle].load(memory_order_relaxed);
    ZRAMLAB_CHECK((word & live) != 0, "the handle names no object");
    return word;
  }

  // The first batch, which holds handle 0, is never given out.
  bool refill(FreeHandles& free) {
    std::uint64_t first = taken_.load(memory_order_relaxed);
    do {
      if (first + batch > capacity_) return false;
    } while (!taken_.compare_exchange_weak(first, first + batch, memory_order_relaxed, memory_order_relaxed));
    for (std::uint64_t handle = first + batch; handle-- > first;) {
      std::construct_at(entries() + handle);
      release(free, static_cast<Handle>(handle));
    }
    return true;
  }

  std::uint64_t capacity_;
  Reservation memory_;
  alignas(cache_line_bytes) typename P::template Atomic<std::uint64_t> taken_{batch};
};

}  // namespace zramlab
