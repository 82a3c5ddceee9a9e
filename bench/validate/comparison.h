// Runs of the program's own worlds, for parts that compare strategies.
#pragma once

#include "bench/options.h"
#include "bench/result.h"

#include <functional>
#include <string>
#include <vector>

namespace zramlab {

// The options of a command line: `texts` without JSON, progress or sensitivity.
RunOptions comparison_options(OptionTexts texts);

// What the same command line would measure; baselines are left out. `on_run`, if any, is called after each run, theirs too.
// THROWS std::runtime_error for a wrong answer.
std::vector<Result> run_comparison(const RunOptions& options, const std::function<void(const Result&)>& on_run = {});

}  // namespace zramlab
