// One of the two devices that a referee compares: the engine's or the kernel's.
#pragma once

#include "engine/base/outcome.h"
#include "engine/base/types.h"
#include "engine/device/statistics.h"

#include <string>

namespace zramlab {

// 1. Used by one thread.
// 2. A side that breaks down, as a kernel device that somebody removed, THROWS InputError (failed).
class RefereeSide {
 public:
  virtual ~RefereeSide() = default;
  RefereeSide(const RefereeSide&) = delete;
  RefereeSide& operator=(const RefereeSide&) = delete;

  // An empty device, all of whose statistics are 0.
  virtual void restart() = 0;

  // REQUIRES that `page` is aligned to 4096 bytes: of memory that lies across two pages, zram (6.18) stores something else and says
  // nothing, as it takes each part of a request for a page of its own. Outcomes other than ok are compared as one: the kernel's errno does not tell
  // them apart.
  virtual Outcome write(SlotIndex slot, PageView page) = 0;

  // `bytes` into the slot's page from `offset` on: read, patched and written as a whole page.
  virtual Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) = 0;

  // REQUIRES that `page` is aligned to 4096 bytes.
  virtual Outcome read(SlotIndex slot, PageSpan page) = 0;
  virtual Outcome discard(SlotIndex first, std::uint32_t count) = 0;
  virtual void compact() = 0;
  virtual MmStat mm_stat() = 0;

 protected:
  RefereeSide() = default;
};

}  // namespace zramlab
