// `bench validate`: how far simulated results can be trusted, in one report.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_validate_command(CLI::App& app);

}  // namespace zramlab
