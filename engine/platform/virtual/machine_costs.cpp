#include "engine/platform/virtual/machine_costs.h"

#include <algorithm>
#include <cmath>

namespace zramlab {

namespace {

Ticks to_ps(double ns) { return static_cast<Ticks>(std::llround(ns * static_cast<double>(ps_per_ns))); }

}  // namespace

MachineCosts::MachineCosts(const MachineProfile& profile)
    : smt_transfer_(to_ps(profile.smt_transfer_ns)),
      socket_transfer_(to_ps(profile.socket_transfer_ns)),
      remote_transfer_(to_ps(profile.remote_transfer_ns)),
      invalidate_(to_ps(profile.invalidate_ns)),
      invalidate_max_(to_ps(profile.invalidate_ns_max)),
      upgrade_(to_ps(profile.upgrade_ns)),
      shared_read_(to_ps(profile.shared_read_ns)),
      slice_(to_ps(profile.slice_ns)),
      tick_(to_ps(profile.tick_ns)),
      tick_cost_(to_ps(profile.tick_cost_ns)),
      wakeup_preemption_(to_ps(profile.wakeup_preemption_ns)),
      migration_(to_ps(profile.migration_ns)),
      spin_yield_(to_ps(profile.spin_yield_ns)),
      owner_spin_(to_ps(profile.owner_spin_ns)),
      driver_(to_ps(profile.driver_ns)),
      spin_read_share_(profile.spin_read_share),
      transfer_parallelism_(std::max(1.0, profile.transfer_parallelism)),
      smt_slowdown_(profile.smt_slowdown),
      bandwidth_ps_per_byte_(profile.socket_bandwidth_bytes_per_ns > 0
                                 ? static_cast<double>(ps_per_ns) / profile.socket_bandwidth_bytes_per_ns
                                 : 0),
      busy_slowdown_(profile.busy_slowdown),
      service_quantiles_(profile.service_quantiles) {
  const auto per_byte = [](double page_ns) {
    return static_cast<Ticks>(std::llround(page_ns * static_cast<double>(ps_per_ns) * (1 << byte_shift) / page_bytes));
  };
  for (std::size_t index = 0; index < profile.cpus.size(); ++index) {
    const VirtualCpu& cpu = profile.cpus[index];
    const CpuClass& costs = profile.classes[cpu.cpu_class];
    std::size_t sibling = index;
    for (std::size_t other = 0; other < profile.cpus.size(); ++other) {
      if (other != index && profile.cpus[other].core == cpu.core) sibling = other;
    }
    cpus_.push_back({.socket = cpu.socket,
                     .cluster = cpu.cluster,
                     .core = cpu.core,
                     .sibling = static_cast<std::uint16_t>(sibling),
                     .local_hit = to_ps(costs.local_hit_ns),
                     .local_rmw = to_ps(costs.local_rmw_ns),
                     .memory = to_ps(costs.memory_ns),
                     .preempt_toggle = to_ps(costs.preempt_toggle_ns),
                     .context_switch = to_ps(costs.context_switch_ns),
                     .wake = to_ps(costs.wake_ns),
                     .wake_latency = to_ps(costs.wake_latency_ns),
                     .deep_idle_after = to_ps(costs.deep_idle_after_ns),
                     .deep_idle_extra = to_ps(costs.deep_idle_extra_ns),
                     .ipi = to_ps(costs.ipi_ns),
                     .cluster_transfer = to_ps(profile.cluster_transfer_ns[cpu.cpu_class]),
                     .copy_hot_byte = per_byte(costs.copy_hot_ns),
                     .copy_cold_byte = per_byte(costs.copy_cold_ns),
                     .allocate = to_ps(costs.allocate_ns),
                     .deep_idle_share = costs.deep_idle_share,
                     .service_multiplier = costs.service_multiplier});
    socket_count_ = std::max<std::uint32_t>(socket_count_, cpu.socket + 1u);
  }
  const bool slows = std::any_of(busy_slowdown_.begin(), busy_slowdown_.end(), [](double factor) { return factor != 1; });
  has_contention_ = slows || smt_slowdown_ != 1 || bandwidth_ps_per_byte_ > 0;
}

}  // namespace zramlab
