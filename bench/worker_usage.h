// What the operating system charges to the calling thread.
#pragma once

#include <cstdint>

namespace zramlab {

struct WorkerUsage {
  double cpu_ns = 0;
  double user_ns = 0;
  double system_ns = 0;
  std::uint64_t voluntary_switches = 0;
  std::uint64_t involuntary_switches = 0;

  static WorkerUsage now();

  friend WorkerUsage operator-(const WorkerUsage& later, const WorkerUsage& earlier) {
    return {later.cpu_ns - earlier.cpu_ns, later.user_ns - earlier.user_ns, later.system_ns - earlier.system_ns,
            later.voluntary_switches - earlier.voluntary_switches,
            later.involuntary_switches - earlier.involuntary_switches};
  }
};

}  // namespace zramlab
