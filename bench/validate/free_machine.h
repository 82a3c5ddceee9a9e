// A simulated machine on which everything is free, so that a scenario pays for nothing but what it charges.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

namespace zramlab {

// `cpus` equal CPUs in one cluster: no line, switch, wake-up or tick takes any time. A copy takes 1 ns a byte, which is how a
// scenario charges a time (spend_ns). A profile that no file may have: REQUIRES that only its owner changes it.
MachineProfile free_machine(CpuIndex cpus);

// The calling virtual thread works for so long, rounded to whole nanoseconds. REQUIRES a run on a free_machine().
void spend_ns(double nanoseconds);

}  // namespace zramlab
