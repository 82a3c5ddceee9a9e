#include "bench/calibrate/topology.h"

#include "engine/base/input_error.h"
#include "engine/platform/host/cpu.h"

#include <hwloc.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace zramlab {

namespace {

class Topology {
 public:
  Topology() {
    if (hwloc_topology_init(&topology_) != 0 || hwloc_topology_load(topology_) != 0) {
      throw InputError(ExitCode::failed, "hwloc does not find this machine's CPUs");
    }
  }
  ~Topology() { hwloc_topology_destroy(topology_); }
  Topology(const Topology&) = delete;
  Topology& operator=(const Topology&) = delete;

  // Numbers that are equal for CPUs in the same socket, around the same last-level cache, of the same core.
  struct Place {
    unsigned socket;
    unsigned cluster;
    unsigned core;
    auto operator<=>(const Place&) const = default;
  };

  [[nodiscard]] Place place_of(CpuIndex cpu) const {
    const hwloc_obj_t unit = hwloc_get_pu_obj_by_os_index(topology_, cpu);
    if (unit == nullptr) return {0, 0, cpu};
    const unsigned socket = above(unit, {HWLOC_OBJ_PACKAGE}, 0);
    return {socket, above(unit, {HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L2CACHE}, socket), above(unit, {HWLOC_OBJ_CORE}, cpu)};
  }

 private:
  [[nodiscard]] unsigned above(hwloc_obj_t unit, std::initializer_list<hwloc_obj_type_t> kinds, unsigned otherwise) const {
    for (const hwloc_obj_type_t kind : kinds) {
      if (const hwloc_obj_t found = hwloc_get_ancestor_obj_by_type(topology_, kind, unit)) return found->logical_index;
    }
    return otherwise;
  }

  hwloc_topology_t topology_ = nullptr;
};

}  // namespace

HostCpus::HostCpus() {
  const Topology topology;
  std::vector<std::pair<Topology::Place, CpuIndex>> found;
  for (const CpuIndex cpu : host::allowed_cpus()) found.emplace_back(topology.place_of(cpu), cpu);
  std::ranges::sort(found);
  std::map<unsigned, std::uint16_t> sockets, clusters, cores;
  const auto number = [](std::map<unsigned, std::uint16_t>& numbers, unsigned name) {
    return numbers.emplace(name, static_cast<std::uint16_t>(numbers.size())).first->second;
  };
  std::map<std::uint16_t, std::size_t> threads;  // of each core, so far
  std::vector<std::tuple<std::size_t, HostCpu>> in_order;
  for (const auto& [place, cpu] : found) {
    const VirtualCpu at{number(sockets, place.socket), number(clusters, place.cluster), number(cores, place.core), 0};
    in_order.emplace_back(threads[at.core]++, HostCpu{cpu, at});
  }
  std::ranges::stable_sort(in_order, {}, [](const auto& cpu) { return std::get<0>(cpu); });
  for (const auto& [thread, cpu] : in_order) cpus_.push_back(cpu);
}

std::vector<VirtualCpu> HostCpus::places() const {
  std::vector<VirtualCpu> places;
  for (const HostCpu& cpu : cpus_) places.push_back(cpu.place);
  return places;
}

std::vector<CpuIndex> HostCpus::first(std::size_t count) const {
  std::vector<CpuIndex> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(cpus_[i].number);
  return numbers;
}

std::size_t HostCpus::core_count() const {
  std::size_t cores = 0;
  for (const HostCpu& cpu : cpus_) cores = std::max<std::size_t>(cores, cpu.place.core + 1u);
  return cores;
}

std::size_t HostCpus::socket_count() const {
  std::size_t sockets = 0;
  for (const HostCpu& cpu : cpus_) sockets = std::max<std::size_t>(sockets, cpu.place.socket + 1u);
  return sockets;
}

std::vector<HostCpus::Pair> HostCpus::pairs_at(Distance distance, std::size_t count_max) const {
  std::vector<Pair> all;
  for (std::size_t a = 0; a < cpus_.size(); ++a) {
    for (std::size_t b = a + 1; b < cpus_.size(); ++b) {
      if (distance_between(cpus_[a].place, cpus_[b].place) == distance) all.emplace_back(cpus_[a].number, cpus_[b].number);
    }
  }
  if (all.size() <= count_max) return all;
  std::vector<Pair> spread;
  for (std::size_t i = 0; i < count_max; ++i) spread.push_back(all[i * all.size() / count_max]);
  return spread;
}

std::vector<HostCpus::Pair> HostCpus::nearest_pairs(std::size_t count_max) const {
  const std::optional<Distance> nearest = nearest_distance(places());
  return nearest ? pairs_at(*nearest, count_max) : std::vector<Pair>();
}

std::optional<HostCpus::Pair> HostCpus::nearest_pair() const {
  if (const std::vector<Pair> pairs = nearest_pairs(1); !pairs.empty()) return pairs.front();
  if (const std::vector<Pair> pairs = pairs_at(Distance::hyper_threads, 1); !pairs.empty()) return pairs.front();
  return std::nullopt;
}

Distance distance_between(const VirtualCpu& a, const VirtualCpu& b) {
  if (a.core == b.core) return Distance::hyper_threads;
  if (a.cluster == b.cluster) return Distance::cluster;
  return a.socket == b.socket ? Distance::socket : Distance::remote;
}

std::optional<Distance> nearest_distance(const std::vector<VirtualCpu>& cpus) {
  std::optional<Distance> nearest;
  for (std::size_t a = 0; a < cpus.size(); ++a) {
    for (std::size_t b = a + 1; b < cpus.size(); ++b) {
      const Distance distance = distance_between(cpus[a], cpus[b]);
      if (distance != Distance::hyper_threads && (!nearest || distance < *nearest)) nearest = distance;
    }
  }
  return nearest;
}

}  // namespace zramlab
