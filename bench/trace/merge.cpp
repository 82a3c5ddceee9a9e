#include "traces/rework/merge.h"

#include "bench/captures.h"
#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <vector>

namespace zramlab {
namespace {

struct MergeTexts {
  std::vector<std::string> inputs;
  bool same_slots = false;
  bool by_clock = false;
  OutputTexts output;
};

void run_merge(const MergeTexts& texts) {
  if (texts.inputs.size() < 2) throw usage_error("FILES: one trace is merged already; name two or more");
  MergeRequest request;
  if (texts.same_slots) request.slots = MergeSlots::same;
  if (texts.by_clock) request.times = MergeTimes::recorded;
  request.output = texts.output.output;
  request.writer = apply_output_options(texts.output);
  std::vector<std::unique_ptr<TraceReader>> readers;
  std::vector<const TraceReader*> traces;
  for (const std::string& input : texts.inputs) {
    readers.push_back(std::make_unique<TraceReader>(find_capture(input, "FILES")));
    traces.push_back(readers.back().get());
  }
  print_report(merge_traces(traces, request), texts.output.output);
}

}  // namespace

void add_trace_merge(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("merge", "Several traces as one, by time");
  const auto texts = std::make_shared<MergeTexts>();
  command.add_option("FILES", texts->inputs, "Two .ztrace files or more, or names of shipped captures")->required();
  command.add_flag("--same-slots", texts->same_slots, "Slot n of each is slot n of the result (default: slots are kept apart)");
  command.add_flag("--by-clock", texts->by_clock, "As far apart as their clocks say (default: all begin together)");
  add_output_options(command, texts->output);
  command.callback([texts] { run_merge(*texts); });
}

}  // namespace zramlab
