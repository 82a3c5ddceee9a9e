// What the machine did meanwhile that was not ours.
#pragma once

#include "bench/result.h"

#include <cstdint>

namespace zramlab {

// Looks at /proc/stat when made; add_warnings() says what happened since.
class MachineNoise {
 public:
  MachineNoise();

  // Warns of more threads than CPUs, of time that the hypervisor took away, and of latencies with few samples.
  void add_warnings(Result& result) const;

 private:
  struct CpuTimes {
    std::uint64_t steal = 0;
    std::uint64_t total = 0;
  };
  static CpuTimes read();

  CpuTimes before_;
};

}  // namespace zramlab
