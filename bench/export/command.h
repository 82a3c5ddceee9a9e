// `bench convert`: a result file in another program's format.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_convert_command(CLI::App& app);

}  // namespace zramlab
