// Runs of the program's own worlds, for parts that compare strategies.
#pragma once

#include "bench/options.h"
#include "bench/result.h"

#include <string>
#include <vector>

namespace zramlab {

// The options of a command line: `texts` without JSON, progress or sensitivity.
RunOptions comparison_options(OptionTexts texts);

// What the same command line would measure; baselines are left out. THROWS std::runtime_error for a wrong answer.
std::vector<Result> run_comparison(const RunOptions& options);

}  // namespace zramlab
