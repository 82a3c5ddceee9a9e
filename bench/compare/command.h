// bench compare: two result files, or two builds.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// Adds `compare` to the program. It runs as CLI11's callback, within parse(), and THROWS InputError.
void add_compare_command(CLI::App& program);

}  // namespace zramlab
