// What else the machine did while rounds were measured.
#pragma once

#include "bench/cpu_times.h"

#include <string>
#include <vector>

namespace zramlab {

// Looks at the CPUs' times when made, and again when asked.
class Disturbance {
 public:
  Disturbance();

  // Shares of all CPUs' time since then, 0 to 1. The kernel counts in steps of 10 ms a CPU.
  struct Shares {
    double stolen = 0;  // by a hypervisor
    double others = 0;  // used by programs that are neither this one nor its ended children
  };
  [[nodiscard]] Shares shares() const;

  // A sentence for each that is large enough to be seen in figures.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  CpuTimes before_;
  double own_before_s_;
};

}  // namespace zramlab
