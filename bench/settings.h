// The options that a figure depends on, for the context of a result: where they differ, so may the figures.
#pragma once

#include "bench/options.h"

#include <nlohmann/json_fwd.hpp>

namespace zramlab {

// A member for each option, under its name on the command line. What has no influence on a single run is not there: what to
// run, how often, and where to write it.
nlohmann::ordered_json describe_settings(const RunOptions& options);

}  // namespace zramlab
