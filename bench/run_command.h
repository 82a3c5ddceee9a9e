// `bench` and `bench run`: the experiment from options to results.
#pragma once

#include "bench/options.h"
#include "engine/base/input_error.h"

#include <string>

namespace zramlab {

// `command` is the command line, for the context. THROWS InputError.
ExitCode run_command(const RunOptions& options, const std::string& command);

}  // namespace zramlab
