// The Fuchsia trace format (fuchsia.dev/fuchsia-src/reference/tracing/trace-format), which Perfetto reads too: words of 64 bits, so that
// writing a record takes little more than storing it.
#pragma once

#include "bench/timeline/format.h"

#include <memory>
#include <ostream>
#include <string_view>

namespace zramlab {

// 32 bytes a record, 48 on tracks beyond the first 255. Ticks are picoseconds. `machine` is its name.
std::unique_ptr<TimelineFormat> fuchsia_timeline(std::ostream& stream, std::string_view title, std::string_view machine);

}  // namespace zramlab
