// bench content: fit a content model to a capture, and check it against one.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// Adds `content` with its subcommands to the program. A subcommand runs as CLI11's callback, within parse(), and THROWS
// InputError: failed where a model is outside the tolerances.
void add_content_command(CLI::App& program);

}  // namespace zramlab
