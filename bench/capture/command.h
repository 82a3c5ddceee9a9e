// bench capture: record a program's swap traffic, or a running system's.
#pragma once

#include "bench/cli.h"

#include <string>

namespace zramlab {

// `version` is the program's, for what a trace says of its making.
void add_capture_command(CLI::App& program, const std::string& version);

}  // namespace zramlab
