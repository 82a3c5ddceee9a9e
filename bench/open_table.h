// The table of open loops.
#pragma once

#include "bench/result.h"

#include <span>
#include <string>

namespace zramlab {

// Response beside service time, how the schedule was kept, and what searches found; "" where all results are of closed loops.
std::string format_open_results(std::span<const Result> results);

}  // namespace zramlab
