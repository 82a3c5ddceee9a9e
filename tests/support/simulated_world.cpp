#include "tests/support/simulated_world.h"

#include <array>
#include <string>

namespace zramlab {

namespace {

const MachineProfile& machine_of(std::uint64_t seed) {
  static const std::array<MachineProfile, 3> machines = {load_machine("laptop-4"), load_machine("phone-8"),
                                                         load_machine("laptop-2x2-2014")};
  return machines[seed / 2 % machines.size()];
}

}  // namespace

std::vector<std::uint64_t> SimulatedWorld::seeds() { return {0, 1, 2, 3, 4, 5}; }

void SimulatedWorld::run(const Round& round, ThreadIndex threads, const Body& body, const VirtualOptions& options) {
  SimulationOptions simulation;
  simulation.profile = &machine_of(round.seed);
  simulation.seed = round.seed;
  simulation.threads = threads;
  simulation.pinned = round.seed % 2 == 0;
  if (!simulation.pinned) simulation.cpus = 2;
  if (options.cpus != 0) simulation.cpus = options.cpus;
  simulation.fault_share = options.fault_share;
  const SimulationReport report = SimulatedMachine(simulation, body).execute();
  if (report.failed) ADD_FAILURE() << report.message;
}

}  // namespace zramlab
