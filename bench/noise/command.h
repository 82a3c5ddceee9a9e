// bench noise: what difference this machine can tell from noise.
#pragma once

#include "bench/cli.h"

namespace zramlab {

// Adds `noise` to the program. It runs as CLI11's callback, within parse(), and THROWS InputError.
void add_noise_command(CLI::App& program);

}  // namespace zramlab
