// `bench explore`: every schedule of a strategy within a bound, or random ones.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// Adds the subcommand. It THROWS InputError (failed) when it found a bug, or missed a planted one.
void add_explore_command(CLI::App& app);

}  // namespace zramlab
