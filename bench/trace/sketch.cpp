#include "bench/calibrate/progress_line.h"
#include "bench/captures.h"
#include "bench/sketch/sketcher.h"
#include "bench/trace/file_command.h"
#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>

namespace zramlab {
namespace {

struct SketchTexts {
  std::string input;
  std::string key;
  unsigned threads = 0;
  OutputTexts output;
};

// 32 hexadecimal digits.
std::optional<HashKey> parse_key(const std::string& text) {
  if (text.empty()) return std::nullopt;
  HashKey key;
  constexpr std::size_t half = 16;
  const auto read = [&](std::size_t at, std::uint64_t& number) {
    const char* const begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + half, number, 16);
    return error == std::errc{} && end == begin + half;
  };
  if (text.size() != 2 * half || !read(0, key.high) || !read(half, key.low)) {
    throw usage_error("--key: a key is 32 hexadecimal digits; without it a random one is taken and forgotten");
  }
  return key;
}

TraceMetadata sketched_metadata(const TraceReader& trace) {
  TraceMetadata metadata = trace.metadata();
  metadata.notes.emplace_back(
      "The pages are sketches (bench trace sketch): their lengths, and a build from which pages are made that compress alike. No byte of "
      "the recorded ones but zeros is there.");
  return metadata;
}

void run_sketch(const SketchTexts& texts) {
  const std::optional<HashKey> key = parse_key(texts.key);
  const TraceReader trace(find_capture(texts.input, "FILE"));
  check_output(trace, texts.output.output);
  if (trace.content_count() == 0) throw bad_input(fmt::format("{}: the trace holds no pages to sketch", texts.input));
  if (trace.sketch_count() != 0) throw bad_input(fmt::format("{}: the trace holds sketches already", texts.input));
  TraceWriter writer(texts.output.output, sketched_metadata(trace), apply_output_options(texts.output));
  for (const TraceThread& thread : trace.threads()) writer.add_thread(thread);
  ProgressLine progress;
  sketch_pages(trace.load_contents(), {.key = key, .threads = texts.threads}, writer, [&](double share) { progress.show("sketching", share); });
  progress.clear();
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) writer.add_record(record);
  });
  writer.finish();
  fmt::print("{} operations, and sketches of {} distinct pages\nwrote {}, {}\n", writer.record_count(), writer.content_count(),
             texts.output.output, format_bytes(static_cast<double>(std::filesystem::file_size(texts.output.output))));
}

}  // namespace

void add_trace_sketch(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("sketch", "Replace the pages by what codecs make of them, so that the trace can be published");
  const auto texts = std::make_shared<SketchTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--key", texts->key, "For the pages' hashes, 32 hexadecimal digits (default: random, and forgotten)");
  command.add_option("--threads", texts->threads, "At work (default: one for each CPU)")->check(CLI::Range(1, 1024));
  add_output_options(command, texts->output);
  command.callback([texts] { run_sketch(*texts); });
}

}  // namespace zramlab
