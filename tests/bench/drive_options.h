// Options of a run on whatever CPUs there are.
#pragma once

#include "bench/driver.h"
#include "engine/platform/host/cpu.h"

#include <cstdint>
#include <optional>

namespace zramlab::test {

inline DriveOptions options_for(std::optional<std::uint64_t> operations) {
  DriveOptions options;
  options.operations = operations;
  options.pin = false;
  options.cpus = host::allowed_cpus();
  return options;
}

}  // namespace zramlab::test
