// How far a host's cores are from each other at the moment.
#pragma once

#include "bench/calibrate/topology.h"

#include <cstddef>
#include <optional>
#include <span>

namespace zramlab {

// A hypervisor may move a guest's CPUs from one last-level cache to another and back. A line's way between them is then another one for seconds
// or minutes, up to five times as long, a wake-up's half as long again, and nothing in the guest says so.
struct CpuWays {
  double transfer_ns = 0;      // of a word that is handed over by compare_exchange, one way
  double upgrade_ns = 0;       // as in a machine's profile, like the next ones
  double spin_read_share = 0;
  double wake_ns = 0;
  double wake_latency_ns = 0;
};

struct WaysEffort {
  std::size_t pairs_max = 3;
  std::size_t rounds = 200;  // of handing a word over, in each of 9 batches
  std::size_t wakes = 50;    // of a thread that slept 20 us
};

// Medians over the nearest pairs of cores: 6 ms a pair by default. Nothing on a machine of one core.
std::optional<CpuWays> measure_cpu_ways(const HostCpus& cpus, const WaysEffort& effort = {});

// Whether CPUs so far from each other may stand where they stood before: within a factor of 1.5.
bool is_same_way(const CpuWays& ways, const CpuWays& others);

// Where the CPUs stood most of the time: the medians of those that agree with the median transfer. REQUIRES some.
CpuWays usual_ways(std::span<const CpuWays> ways);

}  // namespace zramlab
