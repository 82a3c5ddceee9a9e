#include "bench/calibrate/profile_draft.h"

#include "bench/cpu_model.h"

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
  profile_.*field = rounded(value);
  profile_.sources[name] = source;
}

void ProfileDraft::set_core(std::string_view name, double CpuClass::*field, double value, const std::string& source) {
  core().*field = rounded(value);
  profile_.sources[fmt::format("{}.{}", core().name, name)] = source;
}

void ProfileDraft::set_cluster_transfer(double value, const std::string& source) {
  profile_.cluster_transfer_ns.front() = rounded(value);
  profile_.sources[fmt::format("{}.cluster_transfer_ns", core().name)] = source;
}

void ProfileDraft::set_list(const std::string& name, std::vector<double> MachineProfile::*field, std::vector<double> values,
                            const std::string& source) {
  for (double& value : values) value = std::round(value * 1000) / 1000;
  profile_.*field = std::move(values);
  profile_.sources[name] = source;
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
