// What --memory means for a run: the device must fit, and the rest may lie in a file.
#pragma once

#include "bench/prepared_pages.h"
#include "bench/result.h"
#include "workloads/plan.h"

namespace zramlab {

// A device that the memory does not hold cannot be measured: its pages are the experiment, not the lab's. THROWS InputError
// (usage) naming --memory if its objects would take more than half of it.
void check_device_memory(const PreparedPages& prepared, const Plan& plan);

// Says in `result` that pages or operations lie in a scratch file, if they do.
void warn_of_scratch_file(Result& result);

}  // namespace zramlab
