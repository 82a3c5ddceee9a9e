#include "bench/disturbance.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace zramlab {

namespace {

// Below these it is the counters' steps, and the program that starts the runs.
constexpr double stolen_share_max = 0.01;
constexpr double others_share_max = 0.03;

double cpu_s_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double own_cpu_s() { return cpu_s_of(RUSAGE_SELF) + cpu_s_of(RUSAGE_CHILDREN); }

}  // namespace

Disturbance::Disturbance() : before_(read_cpu_times()), own_before_s_(own_cpu_s()) {}

Disturbance::Shares Disturbance::shares() const {
  const CpuTimes now = read_cpu_times();
  const auto ticks_per_s = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double total_s = static_cast<double>(now.total - before_.total) / ticks_per_s;
  if (!(total_s > 0)) return {};
  const double stolen_s = static_cast<double>(now.steal - before_.steal) / ticks_per_s;
  const double idle_s = static_cast<double>(now.idle - before_.idle) / ticks_per_s;
  const double others_s = total_s - idle_s - stolen_s - (own_cpu_s() - own_before_s_);
  return {stolen_s / total_s, std::max(0.0, others_s / total_s)};
}

std::vector<std::string> Disturbance::notes() const {
  const Shares found = shares();
  std::vector<std::string> notes;
  if (found.stolen > stolen_share_max) notes.push_back(fmt::format("the hypervisor took {:.1f} % of the CPU time away", 100 * found.stolen));
  if (found.others > others_share_max) notes.push_back(fmt::format("other programs used {:.0f} % of the CPU time", 100 * found.others));
  return notes;
}

}  // namespace zramlab
