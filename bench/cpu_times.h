// Where the CPUs' time went, as /proc/stat counts it.
#pragma once

#include <cstdint>

namespace zramlab {

// Ticks of all CPUs since the machine started.
struct CpuTimes {
  std::uint64_t total = 0;
  std::uint64_t idle = 0;
  std::uint64_t steal = 0;  // what a hypervisor took away
};

CpuTimes read_cpu_times();

}  // namespace zramlab
