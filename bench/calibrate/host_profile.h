// This host as a machine profile: every constant measured, or said not to be.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace zramlab {

struct CalibrationOptions {
  std::string name = "host";  // of the profile's file; its page costs are NAME-gxx.costs and so on
  bool quick = false;         // fewer tries
  std::function<void(const std::string& what, double share)> tell;
};

// To be written beside the profile.
struct CostFile {
  std::string name;
  std::vector<std::byte> bytes;
};

struct Calibration {
  MachineProfile profile;
  std::vector<CostFile> page_costs;   // that MachineProfile::page_costs names
  std::vector<std::string> notes;     // measured beside the constants, a line each
  std::vector<std::string> warnings;  // what disturbed the measurement
};

// Takes half a minute, or some seconds. The machine should have nothing else to do. THROWS InputError: interrupted, or when
// the capture gxx is not there.
Calibration calibrate_host(const CalibrationOptions& options);

}  // namespace zramlab
