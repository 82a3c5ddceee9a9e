// A machine profile as the simulator wants it: integers, by CPU.
#pragma once

#include "engine/platform/platform.h"
#include "engine/platform/virtual/machine_profile.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace zramlab {

inline constexpr Ticks ps_per_ns = 1000;

inline Ticks times(Ticks time, double factor) {
  return factor == 1 ? time : static_cast<Ticks>(std::llround(static_cast<double>(time) * factor));
}

// Rounded once, here, so that a run adds up the same integers on every host.
class MachineCosts {
 public:
  explicit MachineCosts(const MachineProfile& profile);

  [[nodiscard]] CpuIndex cpu_count() const { return static_cast<CpuIndex>(cpus_.size()); }
  [[nodiscard]] std::uint32_t socket_count() const { return socket_count_; }
  [[nodiscard]] CpuIndex socket_of(CpuIndex cpu) const { return cpus_[cpu].socket; }
  [[nodiscard]] CpuIndex cluster_of(CpuIndex cpu) const { return cpus_[cpu].cluster; }
  // The hyper-thread on the same core, or the CPU itself.
  [[nodiscard]] CpuIndex sibling_of(CpuIndex cpu) const { return cpus_[cpu].sibling; }

  [[nodiscard]] Ticks local_hit(CpuIndex cpu) const { return cpus_[cpu].local_hit; }
  [[nodiscard]] Ticks local_rmw(CpuIndex cpu) const { return cpus_[cpu].local_rmw; }
  [[nodiscard]] Ticks memory(CpuIndex cpu) const { return cpus_[cpu].memory; }
  [[nodiscard]] Ticks preempt_toggle(CpuIndex cpu) const { return cpus_[cpu].preempt_toggle; }
  [[nodiscard]] Ticks context_switch(CpuIndex cpu) const { return cpus_[cpu].context_switch; }
  [[nodiscard]] Ticks wake(CpuIndex cpu) const { return cpus_[cpu].wake; }
  [[nodiscard]] Ticks wake_latency(CpuIndex cpu) const { return cpus_[cpu].wake_latency; }
  [[nodiscard]] Ticks deep_idle_after(CpuIndex cpu) const { return cpus_[cpu].deep_idle_after; }
  [[nodiscard]] Ticks deep_idle_extra(CpuIndex cpu) const { return cpus_[cpu].deep_idle_extra; }
  [[nodiscard]] double deep_idle_share(CpuIndex cpu) const { return cpus_[cpu].deep_idle_share; }
  [[nodiscard]] Ticks ipi(CpuIndex cpu) const { return cpus_[cpu].ipi; }
  [[nodiscard]] Ticks allocate(CpuIndex cpu) const { return cpus_[cpu].allocate; }
  [[nodiscard]] double service_multiplier(CpuIndex cpu) const { return cpus_[cpu].service_multiplier; }
  [[nodiscard]] Ticks copy_hot(CpuIndex cpu, std::size_t bytes) const { return cpus_[cpu].copy_hot_byte * bytes >> byte_shift; }
  [[nodiscard]] Ticks copy_cold(CpuIndex cpu, std::size_t bytes) const { return cpus_[cpu].copy_cold_byte * bytes >> byte_shift; }

  // A line's way from one CPU to another.
  [[nodiscard]] Ticks transfer(CpuIndex from, CpuIndex to) const {
    const Cpu& a = cpus_[from];
    const Cpu& b = cpus_[to];
    if (a.cluster == b.cluster) {
      if (a.core == b.core) return from == to ? 0 : smt_transfer_;
      return std::max(a.cluster_transfer, b.cluster_transfer);
    }
    return a.socket == b.socket ? socket_transfer_ : remote_transfer_;
  }
  [[nodiscard]] Ticks invalidation(std::uint32_t sharers) const {
    return std::min(invalidate_ * sharers, invalidate_max_);
  }
  // Nothing where nobody else has a copy.
  [[nodiscard]] Ticks upgrade(std::uint32_t sharers) const { return sharers != 0 ? upgrade_ : 0; }
  [[nodiscard]] Ticks shared_read() const { return shared_read_; }
  [[nodiscard]] Ticks spin_read(Ticks way) const { return times(way, spin_read_share_); }
  [[nodiscard]] double transfer_parallelism() const { return transfer_parallelism_; }

  [[nodiscard]] Ticks slice() const { return slice_; }
  [[nodiscard]] Ticks tick() const { return tick_; }
  [[nodiscard]] Ticks tick_cost() const { return tick_cost_; }
  [[nodiscard]] Ticks wakeup_preemption() const { return wakeup_preemption_; }
  [[nodiscard]] Ticks migration() const { return migration_; }
  // How long a thread spins before it offers its CPU to others; 0: for ever.
  [[nodiscard]] Ticks spin_yield() const { return spin_yield_; }
  // How long a thread spins on a mutex's owner; 0: as long as that one runs.
  [[nodiscard]] Ticks owner_spin() const { return owner_spin_; }
  [[nodiscard]] Ticks driver() const { return driver_; }

  // Whether what one CPU does slows others down.
  [[nodiscard]] bool has_contention() const { return has_contention_; }
  [[nodiscard]] double smt_slowdown() const { return smt_slowdown_; }
  [[nodiscard]] double busy_slowdown(std::uint32_t working) const {
    if (busy_slowdown_.empty() || working == 0) return 1;
    return busy_slowdown_[std::min<std::size_t>(working, busy_slowdown_.size()) - 1];
  }
  // Picoseconds a byte of a socket's memory; 0: no ceiling.
  [[nodiscard]] double bandwidth_ps_per_byte() const { return bandwidth_ps_per_byte_; }
  [[nodiscard]] const std::vector<double>& service_quantiles() const { return service_quantiles_; }

 private:
  static constexpr unsigned byte_shift = 10;  // costs of a byte are kept in 1/1024 ps

  struct Cpu {
    std::uint16_t socket, cluster, core, sibling;
    Ticks local_hit, local_rmw, memory, preempt_toggle, context_switch, wake, wake_latency;
    Ticks deep_idle_after, deep_idle_extra, ipi, cluster_transfer, copy_hot_byte, copy_cold_byte, allocate;
    double deep_idle_share, service_multiplier;
  };

  std::vector<Cpu> cpus_;
  std::uint32_t socket_count_ = 1;
  Ticks smt_transfer_, socket_transfer_, remote_transfer_, invalidate_, invalidate_max_, upgrade_, shared_read_;
  Ticks slice_, tick_, tick_cost_, wakeup_preemption_, migration_, spin_yield_, owner_spin_, driver_;
  double spin_read_share_, transfer_parallelism_, smt_slowdown_, bandwidth_ps_per_byte_;
  std::vector<double> busy_slowdown_;
  std::vector<double> service_quantiles_;
  bool has_contention_;
};

}  // namespace zramlab
