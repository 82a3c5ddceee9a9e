#include "bench/trace/command.h"

#include "bench/trace/subcommands.h"

#include <CLI/CLI.hpp>

namespace zramlab {
namespace {

constexpr auto subcommands = {
    add_trace_import,
    add_trace_export,
    add_trace_info,
    add_trace_verify,
    add_trace_cut,
    add_trace_merge,
    add_trace_sample,
    add_trace_filter,
    add_trace_stats,
    add_trace_train_dictionary,
    add_trace_sketch,
    add_trace_recover,
};

}  // namespace

void add_trace_command(CLI::App& program) {
  CLI::App& trace = *program.add_subcommand("trace", "Import, show, verify and rework recorded traces");
  trace.require_subcommand(1);
  for (auto* const add : subcommands) add(trace);
}

}  // namespace zramlab
