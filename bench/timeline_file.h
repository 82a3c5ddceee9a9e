// A simulated run as a file that Perfetto and chrome://tracing read.
#pragma once

#include "bench/result.h"
#include "engine/platform/virtual/timeline.h"

#include <string>

namespace zramlab {

// The JSON trace event format: a track for each CPU, one for each stream, one for each thread that slept, and an arrow from
// each wake-up to the woken thread. Times in microseconds since the run's start. THROWS InputError that names the file.
void write_timeline(const std::string& file, const Timeline& timeline, const MachineProfile& machine, const Cell& cell);

}  // namespace zramlab
