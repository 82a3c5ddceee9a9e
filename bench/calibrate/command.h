// `bench calibrate`: measures this host for the simulated machines.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// bench calibrate [--output FILE] [--quick]                           writes the profile `host`
// bench calibrate --costs TRACE --codec LIST --output FILE.costs      measures what each of a trace's pages takes
void add_calibrate_command(CLI::App& app);

}  // namespace zramlab
