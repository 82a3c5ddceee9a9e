#include "bench/trace/file_command.h"
#include "bench/trace/subcommands.h"
#include "traces/reader.h"
#include "traces/summary.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace zramlab {
namespace {

void run_info(const std::string& file) {
  const TraceReader trace(file, Incomplete::accept);
  fmt::print("{}", describe(trace, summarise(trace)));
}

}  // namespace

void add_trace_info(CLI::App& trace) { add_file_command(trace, "info", "Show what a trace holds", run_info); }

}  // namespace zramlab
