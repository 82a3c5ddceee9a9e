#include "bench/validate/other_programs.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace zramlab {

namespace {

double own_cpu_s() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

double OtherPrograms::lap() {
  const CpuTimes now = read_cpu_times();
  const double own_s = own_cpu_s();
  const double ticks_per_s = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double total_s = static_cast<double>(now.total - before_.total) / ticks_per_s;
  const double busy_s = total_s - static_cast<double>(now.idle - before_.idle) / ticks_per_s;
  const double others_s = busy_s - (own_s - own_before_s_);
  before_ = now;
  own_before_s_ = own_s;
  return total_s > 0 ? std::max(0.0, others_s / total_s) : 0;
}

}  // namespace zramlab
