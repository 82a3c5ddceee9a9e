// What results say of an open loop.
#pragma once

#include "bench/result.h"
#include "workloads/arrival.h"

#include <nlohmann/json_fwd.hpp>

namespace zramlab {

// Adds `load`, `arrival`, `response_ns`, `response_histogram_ns` and `rate_search` where the run has them.
void add_open_loop(nlohmann::ordered_json& row, const Result& result, ArrivalKind kind);

}  // namespace zramlab
