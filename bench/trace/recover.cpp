#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace zramlab {
namespace {

struct RecoverTexts {
  std::string input;
  OutputTexts output;
};

void run_recover(const RecoverTexts& texts) {
  const TraceReader trace(texts.input, Incomplete::accept);
  if (trace.complete()) throw usage_error(fmt::format("{}: the trace is whole; there is nothing to recover", texts.input));
  if (trace.record_count() == 0) {
    throw bad_input(fmt::format("{}: not one block of operations is complete; nothing can be recovered", texts.input));
  }
  SelectionRequest request;
  request.what = "recover (what a file that was cut off still holds)";
  request.output = texts.output.output;
  request.writer = apply_output_options(texts.output);
  print_report(write_selection(trace, request), texts.output.output);
}

}  // namespace

void add_trace_recover(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("recover", "Make a whole trace of a file that was cut off");
  const auto texts = std::make_shared<RecoverTexts>();
  command.add_option("FILE", texts->input, "A .ztrace file, or a .ztrace.partial that a killed capture left")->required();
  add_output_options(command, texts->output);
  command.callback([texts] { run_recover(*texts); });
}

}  // namespace zramlab
