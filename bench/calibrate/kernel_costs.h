// What the kernel costs: waking, switching, interrupting.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <vector>

namespace zramlab {

// One thread wakes another, which slept on a futex for a while, on an idle CPU of its own.
struct WakeTimes {
  std::vector<double> waker_ns;    // of the waker's call
  std::vector<double> latency_ns;  // from the end of that call to the woken thread's first instruction; below 0 if it came first
};
WakeTimes measure_wakes(CpuIndex waker, CpuIndex sleeper, std::uint64_t idle_ns, std::size_t count);

// Two threads of one CPU give it to each other: sched_yield, or a futex for each.
double yield_switch_ns(CpuIndex cpu);
double futex_switch_ns(CpuIndex cpu);

// An expedited membarrier, which interrupts the other CPU and waits for its answer; 0 where the kernel has none.
double interrupt_ns(CpuIndex cpu, CpuIndex other);

// What a thread that never gives its CPU away loses of it.
struct TickTimes {
  double period_ns = 0;  // 0: none was seen
  double cost_ns = 0;
};
TickTimes measure_ticks();

// How long two threads that share a CPU run before the other one does.
double turn_ns(CpuIndex cpu);

}  // namespace zramlab
