// A subcommand of `bench trace` that takes one .ztrace file and nothing else.
#pragma once

#include "bench/cli.h"

#include <string>

namespace zramlab {

void add_file_command(CLI::App& trace, const std::string& name, const std::string& description,
                      void (*run)(const std::string& file));

}  // namespace zramlab
