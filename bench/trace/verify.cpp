#include "bench/trace/file_command.h"
#include "bench/trace/subcommands.h"
#include "traces/reader.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace zramlab {
namespace {

void run_verify(const std::string& file) {
  const TraceReader trace(file);
  trace.verify();
  fmt::print("{}: good: {} records, {} distinct pages, every checksum matches\n", file, trace.record_count(),
             trace.content_count());
}

}  // namespace

void add_trace_verify(CLI::App& trace) {
  add_file_command(trace, "verify", "Check every checksum, record and page of a trace", run_verify);
}

}  // namespace zramlab
