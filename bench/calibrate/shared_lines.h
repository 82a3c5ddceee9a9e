// What sharing a cache line costs, as a profile has it.
#pragma once

#include "bench/calibrate/cpu_ways.h"
#include "bench/calibrate/profile_draft.h"
#include "bench/calibrate/topology.h"

#include <optional>

namespace zramlab {

// Sets upgrade_ns, spin_read_share and shared_read_ns, or borrows what this host cannot show: two cores for the first two, four for the last.
// Returns what the first two were measured with.
std::optional<CpuWays> measure_shared_lines(const HostCpus& cpus, ProfileDraft& draft);

}  // namespace zramlab
