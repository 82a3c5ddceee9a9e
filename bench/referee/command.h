// `bench referee`: the engine's accounting against the kernel's, field by field.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_referee_command(CLI::App& app);

}  // namespace zramlab
