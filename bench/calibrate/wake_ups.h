// What waking a thread costs, as a profile has it.
#pragma once

#include "bench/calibrate/profile_draft.h"
#include "bench/calibrate/topology.h"

#include <cstddef>
#include <string>
#include <vector>

namespace zramlab {

// Sets wake_ns, wake_latency_ns, ipi_ns and deep_idle_*, or borrows them on a machine of one CPU. `scale`: how many times as many wake-ups as
// the fewest that tell something. Notes say what was seen after each time of idling.
void measure_wake_ups(const HostCpus& cpus, std::size_t scale, ProfileDraft& draft, std::vector<std::string>& notes);

}  // namespace zramlab
