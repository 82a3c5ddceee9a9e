#include "engine/platform/host/cpu.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/rseq.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

namespace zramlab::host {

namespace {

// The first line of a file, empty where there is none.
std::string line_of(const std::string& path) {
  std::string line;
  std::getline(std::ifstream(path), line);
  return line;
}

// The CPUs of a list that the kernel wrote.
std::vector<CpuIndex> cpus_in(const std::string& list) {
  std::vector<CpuIndex> cpus;
  const char* at = list.c_str();
  while (*at >= '0' && *at <= '9') {
    char* end = nullptr;
    const auto first = static_cast<CpuIndex>(std::strtoul(at, &end, 10));
    const auto last = *end == '-' ? static_cast<CpuIndex>(std::strtoul(end + 1, &end, 10)) : first;
    for (CpuIndex cpu = first; cpu <= last && cpu < CPU_SETSIZE; ++cpu) cpus.push_back(cpu);
    at = *end == ',' ? end + 1 : end;
  }
  return cpus;
}

// Who shares the CPU's last cache, as the kernel writes it.
std::string sharers_of_last_cache(CpuIndex cpu) {
  std::string sharers;
  int level_max = 0;
  for (int index = 0; index < 8; ++index) {  // no machine has more caches on a path
    const std::string cache = fmt::format("/sys/devices/system/cpu/cpu{}/cache/index{}/", cpu, index);
    const int level = std::atoi(line_of(cache + "level").c_str());
    if (level <= level_max) continue;
    level_max = level;
    sharers = line_of(cache + "shared_cpu_list");
  }
  return sharers;
}

// The cluster of each possible CPU.
const std::vector<CpuIndex>& clusters() {
  static const std::vector<CpuIndex> of_cpus = [] {
    std::map<std::string, CpuIndex> numbers;
    std::vector<CpuIndex> found;
    for (CpuIndex cpu = 0; cpu < possible_cpus(); ++cpu) {
      const auto next = static_cast<CpuIndex>(numbers.size());
      found.push_back(numbers.emplace(sharers_of_last_cache(cpu), next).first->second);
    }
    return found;
  }();
  return of_cpus;
}

}  // namespace

bool was_online(CpuIndex cpu) {
  static const std::vector<bool> online = [] {
    std::vector<CpuIndex> listed = cpus_in(line_of("/sys/devices/system/cpu/online"));
    std::vector<bool> found(possible_cpus(), listed.empty());
    for (const CpuIndex allowed : allowed_cpus()) listed.push_back(allowed);
    for (const CpuIndex one : listed) {
      if (one < found.size()) found[one] = true;
    }
    return found;
  }();
  return online[cpu];
}

CpuIndex cluster_of(CpuIndex cpu) { return clusters()[cpu]; }
CpuIndex cluster_count() { return *std::max_element(clusters().begin(), clusters().end()) + 1; }

CpuIndex possible_cpus() {
  static const auto count =
      std::max(static_cast<CpuIndex>(std::max(1L, sysconf(_SC_NPROCESSORS_CONF))), allowed_cpus().back() + 1);
  return count;
}

std::vector<CpuIndex> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<CpuIndex> cpus;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    for (CpuIndex cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    }
  }
  if (cpus.empty()) cpus.push_back(0);
  return cpus;
}

std::vector<CpuIndex> parse_cpu_list(const std::string& text) {
  const std::vector<CpuIndex> allowed = allowed_cpus();
  std::vector<CpuIndex> cpus;
  const char* at = text.c_str();
  const auto number = [&] {
    char* end = nullptr;
    const unsigned long value = std::strtoul(at, &end, 10);
    if (end == at || *at < '0' || *at > '9' || value >= CPU_SETSIZE) {
      throw usage_error(fmt::format("--cpus: cannot read '{}'; write it as in 0-3,6", text));
    }
    at = end;
    return static_cast<CpuIndex>(value);
  };
  while (true) {
    const CpuIndex first = number();
    const CpuIndex last = *at == '-' ? (++at, number()) : first;
    for (CpuIndex cpu = first; cpu <= last; ++cpu) {
      if (std::find(allowed.begin(), allowed.end(), cpu) == allowed.end()) {
        throw usage_error(fmt::format("--cpus: this process may not run on CPU {}; it has {} CPUs", cpu, allowed.size()));
      }
      if (std::find(cpus.begin(), cpus.end(), cpu) == cpus.end()) cpus.push_back(cpu);
    }
    if (*at == '\0') break;
    if (*at++ != ',') throw usage_error(fmt::format("--cpus: cannot read '{}'; write it as in 0-3,6", text));
  }
  if (cpus.empty()) throw usage_error(fmt::format("--cpus: '{}' names no CPU; write it as in 0-3,6", text));
  return cpus;
}

bool pin_to(CpuIndex cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

const volatile std::uint32_t* current_cpu_area() {
  if (__rseq_size == 0) return nullptr;
  const auto* area =
      reinterpret_cast<const struct rseq*>(static_cast<const char*>(__builtin_thread_pointer()) + __rseq_offset);
  // The kernel writes a negative number where registration failed.
  return static_cast<std::int32_t>(area->cpu_id) < 0 ? nullptr : &area->cpu_id;
}

CpuIndex current_cpu_by_syscall() { return static_cast<CpuIndex>(std::max(0, sched_getcpu())); }

}  // namespace zramlab::host
