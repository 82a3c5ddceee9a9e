// The constants of a machine's profile: their names in the file, what values they may have, what scales them.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <array>
#include <optional>
#include <string_view>

namespace zramlab {

// What a constant may be.
struct ValueRange {
  double lowest = 0;
  double highest = 0;
  bool lowest_is_allowed = false;
  std::string_view words;  // "a positive number"

  [[nodiscard]] constexpr bool holds(double value) const {
    return (value > lowest || (lowest_is_allowed && value == lowest)) && value <= highest;
  }
};

// An hour in nanoseconds is longer than anything a machine does.
inline constexpr ValueRange positive{0, 3.6e12, false, "a positive number"};
inline constexpr ValueRange not_negative{0, 3.6e12, true, "a number not below 0"};
inline constexpr ValueRange interval{1000, 3.6e12, true, "a number not below 1000, a microsecond"};
inline constexpr ValueRange fraction{0, 1, true, "a number from 0 to 1"};
inline constexpr ValueRange multiplier{0, 100, false, "a number above 0 and up to 100"};
inline constexpr ValueRange slowdown{1, 100, true, "a number from 1 to 100"};
inline constexpr ValueRange parallelism{1, 64, true, "a number from 1 to 64"};

struct ClassField {
  std::string_view name;
  double CpuClass::*value;
  ValueRange range;
  std::optional<ParameterGroup> group;
};

inline constexpr auto class_fields = std::to_array<ClassField>({
    {"service_multiplier", &CpuClass::service_multiplier, multiplier, ParameterGroup::service},
    {"local_rmw_ns", &CpuClass::local_rmw_ns, positive, ParameterGroup::line_transfer},
    {"local_hit_ns", &CpuClass::local_hit_ns, positive, ParameterGroup::line_transfer},
    {"memory_ns", &CpuClass::memory_ns, positive, ParameterGroup::line_transfer},
    {"preempt_toggle_ns", &CpuClass::preempt_toggle_ns, positive, ParameterGroup::context_switch},
    {"context_switch_ns", &CpuClass::context_switch_ns, positive, ParameterGroup::context_switch},
    {"wake_ns", &CpuClass::wake_ns, positive, ParameterGroup::wake_up},
    {"wake_latency_ns", &CpuClass::wake_latency_ns, positive, ParameterGroup::wake_up},
    {"deep_idle_extra_ns", &CpuClass::deep_idle_extra_ns, not_negative, ParameterGroup::wake_up},
    {"deep_idle_after_ns", &CpuClass::deep_idle_after_ns, positive, std::nullopt},
    {"deep_idle_share", &CpuClass::deep_idle_share, fraction, std::nullopt},
    {"ipi_ns", &CpuClass::ipi_ns, positive, ParameterGroup::wake_up},
    {"copy_hot_ns", &CpuClass::copy_hot_ns, positive, ParameterGroup::service},
    {"copy_cold_ns", &CpuClass::copy_cold_ns, positive, ParameterGroup::service},
    {"allocate_ns", &CpuClass::allocate_ns, not_negative, ParameterGroup::service},
});

// Written with each class, kept in MachineProfile.
inline constexpr std::string_view cluster_transfer_name = "cluster_transfer_ns";

// Which machines have this constant at all.
enum class OnlyWith : std::uint8_t { anything, hyper_threads, clusters, sockets };

struct MachineField {
  std::string_view name;
  double MachineProfile::*value;
  ValueRange range;
  std::optional<ParameterGroup> group;
  OnlyWith only_with = OnlyWith::anything;
};

inline constexpr auto machine_fields = std::to_array<MachineField>({
    {"smt_transfer_ns", &MachineProfile::smt_transfer_ns, positive, ParameterGroup::line_transfer, OnlyWith::hyper_threads},
    {"socket_transfer_ns", &MachineProfile::socket_transfer_ns, positive, ParameterGroup::line_transfer, OnlyWith::clusters},
    {"remote_transfer_ns", &MachineProfile::remote_transfer_ns, positive, ParameterGroup::line_transfer, OnlyWith::sockets},
    {"remote_memory_ns", &MachineProfile::remote_memory_ns, positive, ParameterGroup::line_transfer, OnlyWith::sockets},
    {"remote_copy_ns", &MachineProfile::remote_copy_ns, positive, ParameterGroup::service, OnlyWith::sockets},
    {"invalidate_ns", &MachineProfile::invalidate_ns, not_negative, ParameterGroup::line_transfer},
    {"invalidate_ns_max", &MachineProfile::invalidate_ns_max, not_negative, ParameterGroup::line_transfer},
    {"upgrade_ns", &MachineProfile::upgrade_ns, not_negative, ParameterGroup::line_transfer},
    {"shared_read_ns", &MachineProfile::shared_read_ns, not_negative, ParameterGroup::line_transfer},
    {"spin_read_share", &MachineProfile::spin_read_share, fraction, std::nullopt},
    {"transfer_parallelism", &MachineProfile::transfer_parallelism, parallelism, std::nullopt},
    {"slice_ns", &MachineProfile::slice_ns, interval, std::nullopt},
    {"scheduling_period_ns", &MachineProfile::scheduling_period_ns, not_negative, std::nullopt},
    {"tick_ns", &MachineProfile::tick_ns, interval, std::nullopt},
    {"tick_cost_ns", &MachineProfile::tick_cost_ns, not_negative, ParameterGroup::context_switch},
    {"wakeup_preemption_ns", &MachineProfile::wakeup_preemption_ns, positive, std::nullopt},
    {"migration_ns", &MachineProfile::migration_ns, positive, ParameterGroup::context_switch},
    {"spin_yield_ns", &MachineProfile::spin_yield_ns, not_negative, std::nullopt},
    {"owner_spin_ns", &MachineProfile::owner_spin_ns, not_negative, std::nullopt},
    {"driver_ns", &MachineProfile::driver_ns, not_negative, ParameterGroup::service},
    {"remote_wake_extra_ns", &MachineProfile::remote_wake_extra_ns, not_negative, ParameterGroup::wake_up, OnlyWith::sockets},
    {"smt_slowdown", &MachineProfile::smt_slowdown, slowdown, std::nullopt, OnlyWith::hyper_threads},
    {"socket_bandwidth_bytes_per_ns", &MachineProfile::socket_bandwidth_bytes_per_ns, not_negative,
     ParameterGroup::bandwidth},
});

struct ListField {
  std::string_view name;
  std::vector<double> MachineProfile::*value;
  bool may_be_empty;
};

inline constexpr auto list_fields = std::to_array<ListField>({
    {"busy_slowdown", &MachineProfile::busy_slowdown, false},
    {"service_quantiles", &MachineProfile::service_quantiles, true},
});

inline constexpr std::string_view spinlock_name = "spinlock";
inline constexpr std::string_view page_costs_name = "page_costs";  // the one constant that may be left out

struct SpinlockName {
  std::string_view name;
  SpinlockKind value;
};
inline constexpr auto spinlock_names = std::to_array<SpinlockName>({
    {"queued", SpinlockKind::queued},
    {"ticket", SpinlockKind::ticket},
});

// Whether a machine with these CPUs has constants of that kind.
bool has(const std::vector<VirtualCpu>& cpus, OnlyWith what);

}  // namespace zramlab
