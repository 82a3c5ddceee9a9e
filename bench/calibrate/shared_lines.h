// What sharing a cache line costs, as a profile has it.
#pragma once

#include "bench/calibrate/profile_draft.h"
#include "bench/calibrate/topology.h"

namespace zramlab {

// Sets upgrade_ns, spin_read_share and shared_read_ns, or borrows what this host cannot show: two cores for the first two, four for the last.
void measure_shared_lines(const HostCpus& cpus, ProfileDraft& draft);

}  // namespace zramlab
