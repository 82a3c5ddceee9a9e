// What the machine did meanwhile that was not ours.
#pragma once

#include "bench/cpu_times.h"
#include "bench/result.h"

namespace zramlab {

// Looks at /proc/stat when made; add_warnings() says what happened since.
class MachineNoise {
 public:
  MachineNoise();

  // Warns of more threads than CPUs, of time that the hypervisor took away, and of latencies with few samples.
  void add_warnings(Result& result) const;

 private:
  CpuTimes before_;
};

}  // namespace zramlab
