#include "bench/calibrate/profile_draft.h"

#include "bench/cpu_model.h"
#include "engine/base/table.h"
#include "engine/platform/virtual/machine_fields.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <utility>

namespace zramlab {

namespace {

// To three digits or so: more would be noise.
double rounded(double value) {
  const double steps_of_one = value >= 1000 ? 0.1 : value >= 100 ? 1 : value >= 10 ? 10 : 100;
  return std::round(value * steps_of_one) / steps_of_one;
}

// Of two digits behind the point the smallest, where 0 is not allowed.
constexpr double just_above_zero = 0.01;

// The value of the range that is nearest to `value`; `source` then tells.
double within(const ValueRange& range, double value, std::string& source) {
  if (range.holds(value)) return value;
  const double nearest = value > range.highest ? range.highest : range.lowest_is_allowed ? range.lowest : range.lowest + just_above_zero;
  source += fmt::format("; {:g} was found, which is out of range: the host was disturbed", value);
  return nearest;
}

std::string as_of(const MachineProfile& machine) {
  return fmt::format("[est] as of {}; this host cannot show it", machine.name);
}

}  // namespace

ProfileDraft::ProfileDraft(const std::vector<VirtualCpu>& cpus)
    : small_stand_in_(load_machine("server-64")), large_stand_in_(load_machine("server-128x2")),
      date_(fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)))) {
  profile_.name = "host";
  profile_.description = fmt::format("{}, as bench calibrate found it on {}", cpu_model(), date_);
  profile_.cpus = cpus;
  profile_.classes.push_back({.name = "core"});
  profile_.cluster_transfer_ns.push_back(0);
}

std::string ProfileDraft::measured(std::string_view how) const {
  return fmt::format("[host] measured on {}, {}: {}", cpu_model(), date_, how);
}

void ProfileDraft::set(const std::string& name, double MachineProfile::*field, double value, const std::string& source) {
  std::string told = source;
  profile_.*field = within(find_by_name(machine_fields, name, "constant").range, rounded(value), told);
  profile_.sources[name] = told;
}

void ProfileDraft::set_core(std::string_view name, double CpuClass::*field, double value, const std::string& source) {
  std::string told = source;
  core().*field = within(find_by_name(class_fields, name, "constant").range, rounded(value), told);
  profile_.sources[fmt::format("{}.{}", core().name, name)] = told;
}

void ProfileDraft::set_cluster_transfer(double value, const std::string& source) {
  std::string told = source;
  profile_.cluster_transfer_ns.front() = within(positive, rounded(value), told);
  profile_.sources[fmt::format("{}.cluster_transfer_ns", core().name)] = told;
}

void ProfileDraft::set_list(const std::string& name, std::vector<double> MachineProfile::*field, std::vector<double> values,
                            const std::string& source) {
  std::string told = source;
  for (double& value : values) value = within(multiplier, std::round(value * 1000) / 1000, told);
  profile_.*field = std::move(values);
  profile_.sources[name] = told;
}

void ProfileDraft::set_spinlock(SpinlockKind kind, const std::string& source) {
  profile_.spinlock = kind;
  profile_.sources["spinlock"] = source;
}

void ProfileDraft::borrow(const std::string& name, double MachineProfile::*field) {
  const MachineProfile& other = small_stand_in_.sources.contains(name) ? small_stand_in_ : large_stand_in_;
  set(name, field, other.*field, as_of(other));
}

void ProfileDraft::borrow_core(std::string_view name, double CpuClass::*field) {
  set_core(name, field, small_stand_in_.classes.front().*field, as_of(small_stand_in_));
}

void ProfileDraft::borrow_cluster_transfer() {
  set_cluster_transfer(small_stand_in_.cluster_transfer_ns.front(), as_of(small_stand_in_));
}

}  // namespace zramlab
