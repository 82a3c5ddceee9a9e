// bench clean-up: removes what runs that were killed left in the kernel.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_clean_up_command(CLI::App& app);

}  // namespace zramlab
