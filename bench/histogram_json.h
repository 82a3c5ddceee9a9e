// Latencies as results hold them.
#pragma once

#include "engine/base/histogram.h"

#include <nlohmann/json_fwd.hpp>

namespace zramlab {

// Count, mean, and quantiles from the minimum to the maximum, in ns.
nlohmann::ordered_json to_json(const Histogram& histogram);

// [upper bound in ns, count] of each bucket that is not empty.
nlohmann::ordered_json buckets_of(const Histogram& histogram);

}  // namespace zramlab
