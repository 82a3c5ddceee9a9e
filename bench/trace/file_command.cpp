#include "bench/trace/file_command.h"

#include "bench/captures.h"

#include <memory>

namespace zramlab {

void add_file_command(CLI::App& trace, const std::string& name, const std::string& description,
                      void (*run)(const std::string& file)) {
  CLI::App& command = *trace.add_subcommand(name, description);
  const auto file = std::make_shared<std::string>();
  add_trace_input(command, *file);
  command.callback([file, run] { run(find_capture(*file, "FILE")); });
}

}  // namespace zramlab
