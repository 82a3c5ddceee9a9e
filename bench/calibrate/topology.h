// This host's CPUs, as hwloc sees them.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace zramlab {

// A CPU that this process may use: its number here, and its place. CPUs are in the order in which a profile numbers them.
struct HostCpu {
  CpuIndex number = 0;
  VirtualCpu place;
};

// How far two CPUs are from each other, the nearest first.
enum class Distance : std::uint8_t { hyper_threads, cluster, socket, remote };
Distance distance_between(const VirtualCpu& a, const VirtualCpu& b);
// The smallest between two cores; nothing where there is one.
std::optional<Distance> nearest_distance(const std::vector<VirtualCpu>& cpus);

// A cluster is what shares a last-level cache. Unequal CPUs are not told apart.
class HostCpus {
 public:
  using Pair = std::pair<CpuIndex, CpuIndex>;

  // THROWS InputError (failed) where hwloc fails.
  HostCpus();

  [[nodiscard]] const std::vector<HostCpu>& all() const { return cpus_; }
  [[nodiscard]] std::vector<VirtualCpu> places() const;
  [[nodiscard]] CpuIndex first() const { return cpus_.front().number; }
  [[nodiscard]] std::vector<CpuIndex> first(std::size_t count) const;  // a CPU of each core first
  [[nodiscard]] std::size_t core_count() const;
  [[nodiscard]] std::size_t socket_count() const;

  // At most so many pairs at that distance, spread evenly over all there are.
  [[nodiscard]] std::vector<Pair> pairs_at(Distance distance, std::size_t count_max) const;
  // Of two cores each, at the smallest distance there is; at most so many, spread as above.
  [[nodiscard]] std::vector<Pair> nearest_pairs(std::size_t count_max) const;
  // The first of them; on a machine of one core, its two hyper-threads.
  [[nodiscard]] std::optional<Pair> nearest_pair() const;

 private:
  std::vector<HostCpu> cpus_;
};

}  // namespace zramlab
