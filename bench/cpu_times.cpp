#include "bench/cpu_times.h"

#include <fstream>
#include <string>

namespace zramlab {

CpuTimes read_cpu_times() {
  // cpu user nice system idle iowait irq softirq steal guest guest_nice (proc(5)); guest is part of user.
  std::ifstream stat("/proc/stat");
  std::string cpu;
  stat >> cpu;
  CpuTimes times;
  std::uint64_t value = 0;
  for (int field = 0; field < 8 && stat >> value; ++field) {
    times.total += value;
    if (field == 3 || field == 4) times.idle += value;
    if (field == 7) times.steal = value;
  }
  return times;
}

}  // namespace zramlab
