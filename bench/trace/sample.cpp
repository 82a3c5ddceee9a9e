#include "bench/captures.h"
#include "bench/trace/file_command.h"
#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "traces/rework/slot_sampling.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace zramlab {
namespace {

struct SampleTexts {
  std::string input;
  double rate = 0;
  std::uint64_t seed = 1;
  OutputTexts output;
};

void run_sample(const SampleTexts& texts) {
  SelectionRequest request;
  request.keeps = [sampling = SlotSampling(texts.rate, texts.seed)](const TraceRecord& record) {
    return sampling.keeps(record.slot);
  };
  request.what = fmt::format("sample --rate {} --seed {} (whole slots)", texts.rate, texts.seed);
  request.output = texts.output.output;
  request.writer = apply_output_options(texts.output);
  print_report(write_selection(TraceReader(find_capture(texts.input, "FILE")), request), texts.output.output);
}

}  // namespace

void add_trace_sample(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("sample", "Keep a share of the slots, each with all its operations");
  const auto texts = std::make_shared<SampleTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--rate", texts->rate, "The share of slots to keep, above 0 and up to 1")
      ->required()
      ->check(CLI::Range(1e-9, 1.0));
  command.add_option("--seed", texts->seed, "Chooses the slots")->capture_default_str();
  add_output_options(command, texts->output);
  command.callback([texts] { run_sample(*texts); });
}

}  // namespace zramlab
