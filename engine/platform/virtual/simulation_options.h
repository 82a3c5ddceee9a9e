// What a simulated run is told.
#pragma once

#include "engine/platform/platform.h"
#include "engine/platform/virtual/cost_table.h"
#include "engine/platform/virtual/machine_profile.h"
#include "engine/platform/virtual/sharers.h"
#include "engine/platform/virtual/timeline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace zramlab {

inline constexpr CpuIndex simulated_cpus_max = sharers_max;
inline constexpr ThreadIndex simulated_threads_max = 4096;
inline constexpr std::size_t work_kinds = 6;   // the enumerators of Work
inline constexpr std::size_t fault_count = 4;  // the enumerators of Fault

struct SimulationOptions {
  const MachineProfile* profile = nullptr;  // outlives the run
  const CostTable* costs = nullptr;         // outlives the run; nullptr: a page costs as a copy of it
  std::uint64_t seed = 1;
  ThreadIndex threads = 1;
  bool pinned = true;  // thread i stays on CPU i, modulo the CPUs there are; crews never do
  CpuIndex cpus = 0;   // only the first so many; 0: all
  std::array<double, fault_count> fault_share{};
  Timeline* timeline = nullptr;
  bool find_hot_places = false;  // SimulationReport::hot_places
  std::function<void()> on_pulse;  // every few hundred thousand events, for progress
  // One thread more, free to move, that goes before all others and that no run waits for: it switches CPUs off and on. Empty: none.
  std::function<void()> operator_thread{};
};

}  // namespace zramlab
