#include "bench/machine_noise.h"

#include <fmt/format.h>

#include <string>

namespace zramlab {

namespace {

constexpr double steal_share_max = 0.01;              // runs above it are not worth comparing (reference: 3.1 of machines)
constexpr std::uint64_t steal_ticks_min = 2;          // below that a share means nothing: the counter has 10 ms steps
constexpr std::uint64_t samples_for_p999 = 10'000;    // ten samples beyond the quantile

}  // namespace

MachineNoise::MachineNoise() : before_(read_cpu_times()) {}

void MachineNoise::add_warnings(Result& result) const {
  const CpuTimes after = read_cpu_times();
  const std::uint64_t steal = after.steal - before_.steal;
  const std::uint64_t total = after.total - before_.total;
  const double share = total == 0 ? 0 : static_cast<double>(steal) / static_cast<double>(total);
  if (steal >= steal_ticks_min && share > steal_share_max) {
    result.warnings.push_back(fmt::format("the hypervisor took {:.1f} % of the CPU time away", share * 100));
  }
  if (result.oversubscribed) {
    result.warnings.emplace_back("more threads than CPUs: this measures the scheduler too, not more CPUs");
  }
  if (result.measured.write_ns.count() != 0 && result.measured.write_ns.count() < samples_for_p999) {
    result.warnings.push_back(fmt::format("p99.9 rests on {} writes", result.measured.write_ns.count()));
  }
}

}  // namespace zramlab
