// What guards a slot: three kinds, as zram had them.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <string_view>

namespace zramlab {

enum class SlotLockKind : std::uint8_t {
  table_rwlock,   // to 3.16: one rwlock for the whole table, held over decompression by readers
  bit_spinlock,   // 3.17 to 6.14: one bit for each slot (6.11 to 6.14: a spinlock_t, which behaves alike)
  sleeping_bit,   // since 6.15: a bit whose waiters sleep
};

struct SlotLockEntry {
  std::string_view name;
  SlotLockKind kind;
};

inline constexpr std::array<SlotLockEntry, 3> slot_locks{{
    {"table-rwlock", SlotLockKind::table_rwlock},
    {"bit-spinlock", SlotLockKind::bit_spinlock},
    {"sleeping-bit", SlotLockKind::sleeping_bit},
}};

constexpr std::string_view to_string(SlotLockKind kind) {
  for (const SlotLockEntry& entry : slot_locks) {
    if (entry.kind == kind) return entry.name;
  }
  return "unknown";
}

// The slot lock of a kernel (reference: zram's history, section 1).
constexpr SlotLockKind slot_lock_of(unsigned major, unsigned minor) {
  const unsigned version = major * 1000 + minor;
  if (version <= 3016) return SlotLockKind::table_rwlock;
  return version < 6015 ? SlotLockKind::bit_spinlock : SlotLockKind::sleeping_bit;
}

}  // namespace zramlab
