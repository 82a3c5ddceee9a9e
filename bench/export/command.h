// `bench convert`: a result file in another program's format.
#pragma once

#include <CLI/CLI.hpp>

namespace zramlab {

void add_convert_command(CLI::App& app);

}  // namespace zramlab
