// The device's table: what each slot holds, and its lock.
#pragma once

#include "engine/base/zeroed_array.h"
#include "engine/device/slot_lock.h"
#include "engine/sync/bit_lock.h"
#include "engine/sync/rw_spinlock.h"

#include <cstdint>

namespace zramlab {

// What a slot holds. Written and read under its lock.
struct SlotState {
  static constexpr std::uint32_t stored = 1u << 16;  // there is a page: an object or a word
  static constexpr std::uint32_t same = 1u << 17;    // payload is the word that fills the page
  static constexpr std::uint32_t huge = 1u << 18;    // the object is the page itself
  static constexpr std::uint32_t size_mask = 0xffff;

  std::uint32_t flags_and_size = 0;
  std::uint64_t payload = 0;  // the pool's handle, or the word

  [[nodiscard]] bool is_stored() const { return (flags_and_size & stored) != 0; }
  [[nodiscard]] bool is_same() const { return (flags_and_size & same) != 0; }
  [[nodiscard]] bool is_huge() const { return (flags_and_size & huge) != 0; }
  [[nodiscard]] bool has_object() const { return is_stored() && !is_same(); }
  [[nodiscard]] std::uint32_t size() const { return flags_and_size & size_mask; }
};

// 1. state() and set_state() REQUIRE the slot's lock, or that the device is at rest.
// 2. The kind of lock is fixed for the table's life. A sleeping lock BLOCKS; the others spin.
// 3. 16 bytes a slot on the host, as in the newest kernels.
template <Platform P>
class SlotTable {
 public:
  enum class Access { reading, writing };

  SlotTable(std::size_t slot_count, SlotLockKind kind) : slots_(slot_count), kind_(kind) {}

  [[nodiscard]] std::size_t size() const { return slots_.size(); }
  [[nodiscard]] SlotLockKind lock_kind() const { return kind_; }

  void lock(SlotIndex slot, Access access) {
    switch (kind_) {
      case SlotLockKind::table_rwlock: return access == Access::reading ? table_lock_.lock_read() : table_lock_.lock();
      case SlotLockKind::bit_spinlock: return BitSpinlock<P>::lock(slots_[slot].lock_word);
      case SlotLockKind::sleeping_bit: return SleepingBitLock<P>::lock(slots_[slot].lock_word);
    }
  }

  void unlock(SlotIndex slot, Access access) {
    switch (kind_) {
      case SlotLockKind::table_rwlock:
        return access == Access::reading ? table_lock_.unlock_read() : table_lock_.unlock();
      case SlotLockKind::bit_spinlock: return BitSpinlock<P>::unlock(slots_[slot].lock_word);
      case SlotLockKind::sleeping_bit: return SleepingBitLock<P>::unlock(slots_[slot].lock_word);
    }
  }

  // Locks for writing without waiting. Returns false where somebody has it; the table lock is always waited for, as the
  // kernels that had it did.
  [[nodiscard]] bool try_lock(SlotIndex slot) {
    switch (kind_) {
      case SlotLockKind::table_rwlock: table_lock_.lock(); return true;
      case SlotLockKind::bit_spinlock: return BitSpinlock<P>::try_lock(slots_[slot].lock_word);
      case SlotLockKind::sleeping_bit: return SleepingBitLock<P>::try_lock(slots_[slot].lock_word);
    }
    return false;
  }

  // Touches the table's memory, ahead of a timed run.
  void prefault() { slots_.prefault(); }

  // What lock() and set_state() will touch.
  void fetch(SlotIndex slot) const { P::fetch(&slots_[slot]); }

  [[nodiscard]] SlotState state(SlotIndex slot) const {
    return {slots_[slot].flags_and_size.get(), slots_[slot].payload.get()};
  }

  void set_state(SlotIndex slot, const SlotState& state) {
    slots_[slot].flags_and_size.set(state.flags_and_size);
    slots_[slot].payload.set(state.payload);
  }

 private:
  struct Slot {
    typename P::template Atomic<std::uint32_t> lock_word;
    typename P::template Plain<std::uint32_t> flags_and_size;
    typename P::template Plain<std::uint64_t> payload;
  };

  ZeroedArray<Slot> slots_;
  SlotLockKind kind_;
  RwSpinlock<P> table_lock_;
};

// Holds a slot's lock for a scope.
template <Platform P>
class [[nodiscard]] SlotLocked {
 public:
  using Access = typename SlotTable<P>::Access;

  SlotLocked(SlotTable<P>& table, SlotIndex slot, Access access) : table_(table), slot_(slot), access_(access) {
    table_.lock(slot_, access_);
  }
  ~SlotLocked() { table_.unlock(slot_, access_); }
  SlotLocked(const SlotLocked&) = delete;
  SlotLocked& operator=(const SlotLocked&) = delete;

 private:
  SlotTable<P>& table_;
  SlotIndex slot_;
  Access access_;
};

}  // namespace zramlab
