// How much of the CPUs other programs use meanwhile.
#pragma once

#include "bench/cpu_times.h"

namespace zramlab {

class OtherPrograms {
 public:
  OtherPrograms() { lap(); }

  // Their share of all CPUs' time since the last lap, what a hypervisor took away included. The kernel counts in steps of 10 ms a CPU.
  double lap();

 private:
  CpuTimes before_;
  double own_before_s_ = 0;
};

}  // namespace zramlab
