#include "bench/calibrate/pinned.h"

#include "engine/platform/host/cpu.h"

namespace zramlab {

Pinned::Pinned(CpuIndex cpu) {
  CPU_ZERO(&before_);
  sched_getaffinity(0, sizeof(before_), &before_);
  host::pin_to(cpu);
}

Pinned::~Pinned() { sched_setaffinity(0, sizeof(before_), &before_); }

}  // namespace zramlab
