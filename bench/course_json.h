// The course of a run as JSON: what was done before it, its phases, its series, and whether it was steady.
#pragma once

#include "bench/result.h"

#include <nlohmann/json_fwd.hpp>

namespace zramlab {

// Adds populate, warm_up, phases, steady_state and series to a result's row.
void add_course(nlohmann::ordered_json& row, const Result& result, const SteadyStateCriterion& criterion);

}  // namespace zramlab
