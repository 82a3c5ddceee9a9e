// Which CPU a thread is on, as cheaply as the machine allows.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab::host {

// One more than the highest number of a CPU that this machine has configured or this process may use: numbers are the
// kernel's, and need not be dense.
CpuIndex possible_cpus();

// The CPUs the process may run on now, ascending.
std::vector<CpuIndex> allowed_cpus();

// Whether the CPU was on-line when the process started. Every allowed CPU was.
bool was_online(CpuIndex cpu);

// CPUs that share their last cache, numbered from 0 in the order of their first CPUs; read once, from the kernel's description
// of the caches. All CPUs are in cluster 0 where it has none.
CpuIndex cluster_of(CpuIndex cpu);
CpuIndex cluster_count();

// "0-2,4" -> {0,1,2,4}. THROWS InputError (usage) naming --cpus, also for a CPU that is not allowed.
std::vector<CpuIndex> parse_cpu_list(const std::string& text);

// Binds the calling thread to one CPU. Returns false where the kernel refuses.
bool pin_to(CpuIndex cpu);

// Where the kernel writes the calling thread's present CPU (its rseq area), or nullptr where glibc does not register one.
const volatile std::uint32_t* current_cpu_area();

CpuIndex current_cpu_by_syscall();

inline CpuIndex current_cpu() {
  // rseq's cpu_id: 0.3 ns against 2.6 ns for sched_getcpu (measured, reference machines.md 4.2).
  thread_local const volatile std::uint32_t* const area = current_cpu_area();
  return area != nullptr ? *area : current_cpu_by_syscall();
}

}  // namespace zramlab::host
