// What the subcommands of `bench trace` read.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace zramlab {

// What a command reads, for find_capture() once all of its options are known to be right.
template <class Path>
void add_trace_input(CLI::App& command, Path& file, const std::string& name = "FILE") {
  command.add_option(name, file, "A .ztrace file, or the name of a shipped capture")->required();
}

// A subcommand that takes one such file and nothing else.
void add_file_command(CLI::App& trace, const std::string& name, const std::string& description,
                      void (*run)(const std::string& file));

}  // namespace zramlab
