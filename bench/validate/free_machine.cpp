#include "bench/validate/free_machine.h"

#include "engine/platform/virtual/simulated.h"

#include <cmath>

namespace zramlab {

MachineProfile free_machine(CpuIndex cpus) {
  MachineProfile machine;
  machine.name = "free";
  machine.description = "nothing costs anything but what is charged";
  CpuClass core;
  core.name = "core";
  core.copy_cold_ns = page_bytes;
  core.copy_hot_ns = page_bytes;
  machine.classes.push_back(core);
  for (CpuIndex cpu = 0; cpu < cpus; ++cpu) machine.cpus.push_back({0, 0, static_cast<std::uint16_t>(cpu), 0});
  machine.cluster_transfer_ns = {0};
  machine.slice_ns = 1e9;
  return machine;
}

void spend_ns(double nanoseconds) {
  Simulated::charge(Work::copy, no_content, static_cast<std::size_t>(std::llround(nanoseconds)));
}

}  // namespace zramlab
