// bench noise: what difference this machine can tell from noise.
#pragma once

#include <CLI/CLI.hpp>

namespace zramlab {

// Adds `noise` to the program. It runs as CLI11's callback, within parse(), and THROWS InputError.
void add_noise_command(CLI::App& program);

}  // namespace zramlab
