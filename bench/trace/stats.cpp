#include "bench/captures.h"
#include "bench/memory_option.h"
#include "bench/trace/file_command.h"
#include "bench/trace/stats/statistics.h"
#include "bench/trace/subcommands.h"
#include "engine/backend/table.h"
#include "traces/output_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>

namespace zramlab {
namespace {

struct StatsTexts {
  std::string input;
  std::string codecs = "lz4,zstd";
  std::string json;
  MemoryTexts memory;
};

void run_stats(const StatsTexts& texts) {
  const std::vector<std::string> codecs = split_codec_list(texts.codecs);
  for (const std::string& codec : codecs) static_cast<void>(make_codec(codec));  // a bad one is known before anything runs
  apply_memory_limit(texts.memory);
  const TraceReader trace(find_capture(texts.input, "FILE"));
  const TraceStatistics statistics = measure_statistics(trace, codecs);
  if (texts.json == "-") {
    fmt::print("{}", statistics_json(trace, statistics));
    return;
  }
  fmt::print("{}", statistics_text(trace, statistics));
  if (texts.json.empty()) return;
  const std::string json = statistics_json(trace, statistics);
  OutputFile file(texts.json);
  file.write(std::array{ByteView(std::as_bytes(std::span(json)))});
  file.publish();
}

}  // namespace

void add_trace_stats(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("stats", "What a trace is like: reuse, compression, rate over time");
  const auto texts = std::make_shared<StatsTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--codec", texts->codecs, "Codecs to compress the pages with")->type_name("LIST")->capture_default_str();
  command.add_option("--json", texts->json, "Write the figures to FILE; -: to stdout, and no text")->type_name("FILE");
  add_memory_options(command, texts->memory, "Memory");
  command.callback([texts] { run_stats(*texts); });
}

}  // namespace zramlab
