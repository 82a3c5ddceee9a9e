#include "bench/captures.h"
#include "bench/trace/bounds.h"
#include "bench/trace/file_command.h"
#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace zramlab {
namespace {

struct CutTexts {
  std::string input;
  std::string from;
  std::string to;
  std::string first;
  OutputTexts output;
};

// What a cut keeps: operations by number, and of them those within a time.
struct Cut {
  RecordRange range;
  std::uint64_t first_ns = 0;
  std::uint64_t last_ns = ~std::uint64_t{0};
};

Cut parse_cut(const CutTexts& texts) {
  if (texts.from.empty() && texts.to.empty() && texts.first.empty()) {
    throw usage_error("bench trace cut: say what to keep with --from, --to or --first");
  }
  if (!texts.to.empty() && !texts.first.empty()) {
    throw usage_error("--to and --first both say where the cut ends; give one of them");
  }
  Cut cut;
  if (!texts.from.empty()) {
    const Bound from = parse_bound(texts.from, "--from");
    (from.is_time ? cut.first_ns : cut.range.first) = from.value;
  }
  if (!texts.to.empty()) {
    const Bound to = parse_bound(texts.to, "--to");
    (to.is_time ? cut.last_ns : cut.range.last) = to.value;
  }
  if (!texts.first.empty()) {
    if (cut.first_ns != 0) throw usage_error("--first counts operations, and --from is a time; give --to instead");
    cut.range.last = cut.range.first + parse_count(texts.first, "--first");
  }
  if (cut.last_ns <= cut.first_ns || cut.range.last <= cut.range.first) {
    throw usage_error("bench trace cut: it ends where it begins, or before; nothing would be kept");
  }
  return cut;
}

void run_cut(const CutTexts& texts) {
  const Cut cut = parse_cut(texts);
  SelectionRequest request;
  request.range = cut.range;
  request.keeps = [cut](const TraceRecord& record) { return record.time_ns >= cut.first_ns && record.time_ns < cut.last_ns; };
  request.what = fmt::format("cut{}{}{}{}{}{}", texts.from.empty() ? "" : " --from ", texts.from,
                             texts.to.empty() ? "" : " --to ", texts.to, texts.first.empty() ? "" : " --first ", texts.first);
  request.output = texts.output.output;
  request.writer = apply_output_options(texts.output);
  print_report(write_selection(TraceReader(find_capture(texts.input, "FILE")), request), texts.output.output);
}

}  // namespace

void add_trace_cut(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("cut", "Keep a stretch of a trace, by time or by operations");
  const auto texts = std::make_shared<CutTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--from", texts->from, "The first to keep: a time (2s) or an operation's number (5000)");
  command.add_option("--to", texts->to, "The first not to keep any more, likewise");
  command.add_option("--first", texts->first, "How many operations to keep");
  add_output_options(command, texts->output);
  command.callback([texts] { run_cut(*texts); });
}

}  // namespace zramlab
