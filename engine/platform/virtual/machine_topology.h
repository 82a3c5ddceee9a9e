// A machine's CPUs as a profile writes them: sockets of clusters of cores of hyper-threads, equal ones counted.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <cstdint>
#include <vector>

namespace zramlab {

// CPUs that one machine may have, as many as the simulator's sets of sharers hold.
inline constexpr std::uint64_t virtual_cpus_max = 256;

struct CoreGroup {
  std::uint64_t count = 1;
  std::uint16_t cpu_class = 0;
  std::uint64_t threads = 1;
  bool operator==(const CoreGroup&) const = default;
};

struct ClusterGroup {
  std::uint64_t count = 1;
  std::vector<CoreGroup> cores;
  bool operator==(const ClusterGroup&) const = default;
};

struct SocketGroup {
  std::uint64_t count = 1;
  std::vector<ClusterGroup> clusters;
  bool operator==(const SocketGroup&) const = default;
};

// How many CPUs these are; stops counting above virtual_cpus_max.
std::uint64_t count_cpus(const std::vector<SocketGroup>& sockets);

// One entry for each CPU, numbered as MachineProfile says. REQUIRES count_cpus() <= virtual_cpus_max.
std::vector<VirtualCpu> lay_out(const std::vector<SocketGroup>& sockets);

// The inverse: equal neighbours are counted together.
std::vector<SocketGroup> group(const std::vector<VirtualCpu>& cpus);

}  // namespace zramlab
