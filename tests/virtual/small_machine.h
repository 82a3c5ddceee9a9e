// A machine for tests: round figures, so that what a run must take can be added up by hand.
#pragma once

#include "engine/platform/virtual/simulated.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace zramlab::test {

// `cpus` equal CPUs in clusters of four, one socket. A transfer within a cluster takes 100 ns, between clusters 200.
inline MachineProfile small_machine(CpuIndex cpus) {
  MachineProfile machine;
  machine.name = "small";
  CpuClass core;
  core.name = "core";
  core.local_rmw_ns = 10;
  core.local_hit_ns = 1;
  core.preempt_toggle_ns = 2;
  core.context_switch_ns = 1000;
  core.wake_ns = 500;
  core.wake_latency_ns = 2000;
  core.deep_idle_after_ns = 1e6;
  core.deep_idle_extra_ns = 50'000;
  core.ipi_ns = 700;
  core.copy_hot_ns = 100;
  core.copy_cold_ns = 1000;
  machine.classes = {core};
  for (CpuIndex cpu = 0; cpu < cpus; ++cpu) {
    machine.cpus.push_back({0, static_cast<std::uint16_t>(cpu / 4), static_cast<std::uint16_t>(cpu), 0});
  }
  machine.cluster_transfer_ns = {100};
  machine.socket_transfer_ns = 200;
  machine.shared_read_ns = 200;  // no sharing of a line's way: readers come one after the other
  machine.slice_ns = 1e6;
  machine.wakeup_preemption_ns = 1e9;
  machine.migration_ns = 1000;
  return machine;
}

// Locks and devices are made for such a machine of up to 64 CPUs, whatever a test before made them for.
class SmallMachineTest : public testing::Test {
 protected:
  SmallMachineTest() { SimulatedMachine::prepare_for(small_machine(64)); }
};

struct SimulatedRun {
  const MachineProfile& machine;
  ThreadIndex threads = 1;
  bool pinned = true;
  std::uint64_t seed = 1;
  Timeline* timeline = nullptr;
  std::function<void()> operator_thread = nullptr;
  const CostTable* costs = nullptr;

  // Runs body(0) ... body(threads - 1). A failed run is in the report.
  [[nodiscard]] SimulationReport operator()(std::function<void(ThreadIndex)> body) const {
    SimulationOptions options;
    options.profile = &machine;
    options.threads = threads;
    options.pinned = pinned;
    options.seed = seed;
    options.timeline = timeline;
    options.operator_thread = operator_thread;
    options.costs = costs;
    return SimulatedMachine(options, std::move(body)).execute();
  }
};

inline Ticks ns(double time) { return static_cast<Ticks>(time * static_cast<double>(ps_per_ns)); }

// Works for that long: a copy of so many bytes takes it. `time_ns` is rounded down to 250 ps.
inline void work(double time_ns) {
  Simulated::charge(Work::copy, no_content, static_cast<std::size_t>(time_ns / 1000 * page_bytes));
}

}  // namespace zramlab::test
