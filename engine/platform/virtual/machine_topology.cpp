#include "engine/platform/virtual/machine_topology.h"

#include <algorithm>
#include <functional>

namespace zramlab {

namespace {

struct Core {
  VirtualCpu place;
  std::uint64_t threads = 1;
};

// Every core in order, with its hyper-threads counted.
void for_each_core(const std::vector<SocketGroup>& sockets, const std::function<void(const Core&)>& visit) {
  VirtualCpu place;
  const auto add_cluster = [&](const ClusterGroup& cluster) {
    for (const CoreGroup& cores : cluster.cores) {
      for (std::uint64_t i = 0; i < cores.count; ++i) {
        place.cpu_class = cores.cpu_class;
        visit({place, cores.threads});
        ++place.core;
      }
    }
    ++place.cluster;
  };
  for (const SocketGroup& socket : sockets) {
    for (std::uint64_t i = 0; i < socket.count; ++i, ++place.socket) {
      for (const ClusterGroup& cluster : socket.clusters) {
        for (std::uint64_t j = 0; j < cluster.count; ++j) add_cluster(cluster);
      }
    }
  }
}

std::uint64_t capped_product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t cap = virtual_cpus_max + 1;
  return a != 0 && b > cap / a ? cap : std::min(cap, a * b);
}

// The first core that is not in the first one's socket or cluster.
using Cores = std::vector<Core>::const_iterator;
Cores first_elsewhere(Cores begin, Cores end, std::uint16_t VirtualCpu::*part) {
  return std::find_if(begin, end, [&](const Core& core) { return core.place.*part != begin->place.*part; });
}

// Adds `group` to `groups`, or counts it with the last one when both are equal but for their counts.
template <class Group>
void add_group(std::vector<Group>& groups, Group group) {
  if (!groups.empty()) {
    group.count = groups.back().count;
    if (groups.back() == group) {
      ++groups.back().count;
      return;
    }
    group.count = 1;
  }
  groups.push_back(std::move(group));
}

}  // namespace

std::uint64_t count_cpus(const std::vector<SocketGroup>& sockets) {
  std::uint64_t total = 0;
  for (const SocketGroup& socket : sockets) {
    std::uint64_t in_socket = 0;
    for (const ClusterGroup& cluster : socket.clusters) {
      std::uint64_t in_cluster = 0;
      for (const CoreGroup& cores : cluster.cores) in_cluster += capped_product(cores.count, cores.threads);
      in_socket += capped_product(cluster.count, in_cluster);
    }
    total += capped_product(socket.count, in_socket);
  }
  return std::min(total, virtual_cpus_max + 1);
}

std::vector<VirtualCpu> lay_out(const std::vector<SocketGroup>& sockets) {
  std::vector<Core> cores;
  std::uint64_t threads_max = 0;
  for_each_core(sockets, [&](const Core& core) {
    cores.push_back(core);
    threads_max = std::max(threads_max, core.threads);
  });
  std::vector<VirtualCpu> cpus;
  for (std::uint64_t thread = 0; thread < threads_max; ++thread) {
    for (const Core& core : cores) {
      if (thread < core.threads) cpus.push_back(core.place);
    }
  }
  return cpus;
}

std::vector<SocketGroup> group(const std::vector<VirtualCpu>& cpus) {
  std::vector<Core> cores;
  for (const VirtualCpu& cpu : cpus) {
    if (cpu.core == cores.size()) {
      cores.push_back({cpu, 1});
    } else {
      ++cores[cpu.core].threads;
    }
  }
  std::vector<SocketGroup> sockets;
  for (Cores core = cores.begin(); core != cores.end();) {
    SocketGroup socket;
    const auto socket_end = first_elsewhere(core, cores.end(), &VirtualCpu::socket);
    while (core != socket_end) {
      ClusterGroup cluster;
      const auto cluster_end = first_elsewhere(core, socket_end, &VirtualCpu::cluster);
      for (; core != cluster_end; ++core) add_group(cluster.cores, CoreGroup{1, core->place.cpu_class, core->threads});
      add_group(socket.clusters, std::move(cluster));
    }
    add_group(sockets, std::move(socket));
  }
  return sockets;
}

}  // namespace zramlab
