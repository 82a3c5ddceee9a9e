// This host as a machine profile: every constant measured, or said not to be.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <functional>
#include <string>
#include <vector>

namespace zramlab {

struct CalibrationOptions {
  bool quick = false;  // fewer tries
  std::function<void(const std::string& what, double share)> tell;
};

struct Calibration {
  MachineProfile profile;
  std::vector<std::string> notes;     // measured beside the constants, a line each
  std::vector<std::string> warnings;  // what disturbed the measurement
};

// Takes most of a minute, or some seconds. The machine should have nothing else to do. THROWS InputError: interrupted, or when
// the capture gxx is not there.
Calibration calibrate_host(const CalibrationOptions& options);

}  // namespace zramlab
