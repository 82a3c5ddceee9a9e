#include "bench/trace/file_command.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace zramlab {

void add_file_command(CLI::App& trace, const std::string& name, const std::string& description,
                      void (*run)(const std::string& file)) {
  CLI::App& command = *trace.add_subcommand(name, description);
  const auto file = std::make_shared<std::string>();
  command.add_option("FILE", *file, "A .ztrace file")->required();
  command.callback([file, run] { run(*file); });
}

}  // namespace zramlab
