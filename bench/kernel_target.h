// The kernel's device as what a worker of the driver writes to and reads from.
#pragma once

#include "bench/kernel/page_io.h"
#include "bench/kernel/zram_device.h"
#include "engine/device/step_times.h"
#include "workloads/plan.h"

namespace zramlab {

// One for each worker. What happens inside of the kernel has no steps that we could see.
class KernelTarget {
 public:
  KernelTarget(const ZramDevice& device, PageIo& io) : device_(device), io_(io) {}

  Outcome write(const PlannedOperation& operation, PageView page, StepTimes*) { return io_.write(operation.slot, page); }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes*) {
    return device_.write_partial(operation.slot, operation.offset, page.subspan(operation.offset, operation.length));
  }
  Outcome read(const PlannedOperation& operation, PageSpan page) { return io_.read(operation.slot, page); }
  Outcome discard(SlotIndex slot) { return device_.discard(slot); }

 private:
  const ZramDevice& device_;
  PageIo& io_;
};

}  // namespace zramlab
