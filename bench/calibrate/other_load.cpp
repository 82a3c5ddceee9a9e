#include "bench/calibrate/other_load.h"

#include <fmt/format.h>

namespace zramlab {

OtherLoad::OtherLoad() : before_(read_cpu_times()), own_before_(std::clock()) {}

std::vector<std::string> OtherLoad::warnings() const {
  constexpr double ticks_per_second = 100;  // of /proc/stat, whatever the kernel's own tick is (USER_HZ)
  constexpr double stolen_share_max = 0.01;
  constexpr double other_share_max = 0.03;
  const CpuTimes after = read_cpu_times();
  const auto total = static_cast<double>(after.total - before_.total);
  const auto stolen = static_cast<double>(after.steal - before_.steal);
  const double busy = total - stolen - static_cast<double>(after.idle - before_.idle);
  const double own = static_cast<double>(std::clock() - own_before_) / CLOCKS_PER_SEC * ticks_per_second;
  std::vector<std::string> warnings;
  if (stolen > stolen_share_max * total) {
    warnings.push_back(
        fmt::format("the hypervisor took {:.1f} % of the CPU time away: calibrate again later", 100 * stolen / total));
  }
  if (busy - own > other_share_max * total) {
    warnings.push_back(fmt::format("other programs used {:.0f} % of the CPU time: calibrate again without them",
                                   100 * (busy - own) / total));
  }
  return warnings;
}

}  // namespace zramlab
