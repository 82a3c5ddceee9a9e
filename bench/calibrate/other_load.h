// What else the machine did during a measurement.
#pragma once

#include "bench/cpu_times.h"

#include <ctime>
#include <string>
#include <vector>

namespace zramlab {

// Looks at the CPUs' times when made; warnings() says what happened since that was not this process's.
class OtherLoad {
 public:
  OtherLoad();
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  CpuTimes before_;
  std::clock_t own_before_;
};

}  // namespace zramlab
