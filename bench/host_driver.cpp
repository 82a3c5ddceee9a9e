#include "bench/host_driver.h"

#include <sched.h>
#include <sys/resource.h>

#include <ctime>

namespace zramlab {

WorkerUsage WorkerUsage::now() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  timespec cpu{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  const auto ns = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_usec) * 1e3;
  };
  return {static_cast<double>(cpu.tv_sec) * 1e9 + static_cast<double>(cpu.tv_nsec), ns(usage.ru_utime),
          ns(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_nvcsw), static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

bool run_on(const std::vector<CpuIndex>& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const CpuIndex cpu : cpus) CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

}  // namespace zramlab
