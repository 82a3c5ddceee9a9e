// What an explored machine is told.
#pragma once

#include "engine/base/types.h"

#include <cstdint>

namespace zramlab {

// Threads of one explored run. Clocks and masks have this size, so that an execution allocates nothing.
inline constexpr ThreadIndex explored_threads_max = 16;

struct ExploredOptions {
  ThreadIndex threads = 2;  // at most explored_threads_max
  CpuIndex cpus = 0;        // 0: one for each thread; never more than Virtual::cpu_count()
  // Steps after which a run counts as a livelock.
  std::uint64_t steps_max = 100'000;
  // Loads may return older stores, as far as coherence and happens-before allow. Otherwise memory is sequentially consistent.
  bool weak_memory = true;
  // Sleeps that end, exchanges that fail, waits that are given up for no reason.
  bool spurious = true;
  std::uint32_t faults = 0;  // bit k: P::fails may say yes to fault k
  // Waiting for a lock and taking it is one step, and leaving it none: but for try_lock() nobody else can tell. For what is built on
  // locks that were explored by themselves.
  bool locks_at_once = false;
};

}  // namespace zramlab
