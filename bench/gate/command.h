// `bench gate`: results against a baseline or another build, by thresholds in the repository.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_gate_command(CLI::App& app);

}  // namespace zramlab
