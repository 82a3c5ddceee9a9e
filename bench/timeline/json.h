// The JSON trace event format, which Perfetto, chrome://tracing and scripts read.
#pragma once

#include "bench/timeline/format.h"

#include <memory>
#include <ostream>
#include <string_view>

namespace zramlab {

// About 100 bytes a record. Times in microseconds, exact to the picosecond. `machine` is its name.
std::unique_ptr<TimelineFormat> json_timeline(std::ostream& stream, std::string_view title, std::string_view machine);

}  // namespace zramlab
