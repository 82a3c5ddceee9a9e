// What a pool keeps for each size class.
#pragma once

#include "engine/pool/fullness.h"
#include "engine/pool/handle_table.h"
#include "engine/sync/spinlock.h"

namespace zramlab {

// 1. lock points to own_lock, or, with PoolLock::whole_pool, to the pool's one lock. It guards all that is not constant
//    here, and the zspages of the class (zspage.h).
// 2. 0 <= objects_used <= objects_allocated; the latter is a multiple of size.objects.
// 3. On the host what every allocation changes lies in one cache line, because that line goes from CPU to CPU; what
//    everybody only reads lies in others.
template <Platform P>
struct alignas(cache_line_bytes) PoolClass {
  Spinlock<P> own_lock;
  // What a locked section changes beside this line: the zspage's line and the handle's.
  [[no_unique_address]] typename P::Footprint footprint{2 * cache_line_bytes};
  FreeHandles handles;
  FullnessLists lists;
  typename P::template Plain<std::uint32_t> objects_used{0};

  typename P::template Plain<std::uint32_t> objects_allocated{0};  // in use or free, in all zspages
  std::uint64_t objects_moved = 0;                                 // by compaction

  // Constant.
  alignas(cache_line_bytes) Spinlock<P>* lock = &own_lock;
  SizeClass size{};
  std::uint32_t header_bytes = 0;  // in front of each object's data
  std::uint8_t ordinal = 0;
  std::vector<std::uint8_t> group_of_used;

  // The difference may be negative: counts wrap round.
  void count_used(std::uint32_t difference) { objects_used.set(objects_used.get() + difference); }
  void count_allocated(std::uint32_t difference) { objects_allocated.set(objects_allocated.get() + difference); }

  // Whether as many objects are free as a whole zspage has.
  [[nodiscard]] bool compactable() const { return objects_allocated.get() - objects_used.get() >= size.objects; }
};

}  // namespace zramlab
