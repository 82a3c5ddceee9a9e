// This host's profile while its constants are being found.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <string>
#include <string_view>

namespace zramlab {

// Each constant is set with its source, rounded to what a measurement is worth. What this host cannot show is taken from a shipped
// machine, and says so. What a disturbed measurement puts out of the constant's range is brought into it, and says so too: a host
// that other programs use gets a worse profile, not one that cannot be loaded.
class ProfileDraft {
 public:
  explicit ProfileDraft(const std::vector<VirtualCpu>& cpus);

  [[nodiscard]] MachineProfile& profile() { return profile_; }
  [[nodiscard]] CpuClass& core() { return profile_.classes.front(); }

  // "[host] measured on CPU MODEL, DATE: how".
  [[nodiscard]] std::string measured(std::string_view how) const;

  void set(const std::string& name, double MachineProfile::*field, double value, const std::string& source);
  void set_core(std::string_view name, double CpuClass::*field, double value, const std::string& source);
  void set_cluster_transfer(double value, const std::string& source);
  void set_list(const std::string& name, std::vector<double> MachineProfile::*field, std::vector<double> values,
                const std::string& source);
  void set_spinlock(SpinlockKind kind, const std::string& source);

  // From the stand-in: server-64, or server-128x2 for what takes hyper-threads or several sockets.
  void borrow(const std::string& name, double MachineProfile::*field);
  void borrow_core(std::string_view name, double CpuClass::*field);
  void borrow_cluster_transfer();

 private:
  MachineProfile profile_;
  MachineProfile small_stand_in_;
  MachineProfile large_stand_in_;
  std::string date_;
};

}  // namespace zramlab
