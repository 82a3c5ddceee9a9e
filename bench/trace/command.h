// bench trace: import a recording, show what a trace holds, verify and rework it.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// Adds `trace` with its subcommands to the program. A subcommand runs as CLI11's callback, within
// parse(), and THROWS InputError.
void add_trace_command(CLI::App& program);

}  // namespace zramlab
