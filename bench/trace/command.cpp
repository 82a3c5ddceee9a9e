#include "bench/trace/command.h"

#include "bench/trace/subcommands.h"

namespace zramlab {
namespace {

constexpr auto subcommands = {
    add_trace_import,
    add_trace_export,
    add_trace_info,
    add_trace_verify,
};

}  // namespace

void add_trace_command(CLI::App& program) {
  CLI::App& trace = *program.add_subcommand("trace", "Import, show, verify and rework recorded traces");
  trace.require_subcommand(1);
  for (auto* const add : subcommands) add(trace);
}

}  // namespace zramlab
