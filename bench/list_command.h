// `bench list`: what there is, from the tables.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_list_command(CLI::App& app);

}  // namespace zramlab
