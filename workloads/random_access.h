// Operations on random slots that nobody owns.
#pragma once

#include "workloads/workload.h"

namespace zramlab {

// Each worker reads (with probability `reads`) or writes random slots below `slots`.
Plan plan_random_access(const WorkloadRequest& request, std::uint32_t slots, double reads);

}  // namespace zramlab
