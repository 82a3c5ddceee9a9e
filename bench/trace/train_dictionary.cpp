#include "bench/captures.h"
#include "bench/memory_option.h"
#include "bench/trace/dictionary/training.h"
#include "bench/trace/file_command.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/output_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>

namespace zramlab {
namespace {

// zstd's format has no smaller one, and the lab's codec reads none that is larger.
constexpr std::uint64_t dictionary_bytes_min = 256;
constexpr std::uint64_t dictionary_bytes_max = std::uint64_t{16} << 20;

struct DictionaryTexts {
  std::string input;
  std::string output;
  std::string size = "64K";
  int level = 3;
  std::uint64_t seed = 1;
  std::string pages;
  MemoryTexts memory;
};

TrainingRequest parse_training(const DictionaryTexts& texts) {
  TrainingRequest request;
  request.dictionary_bytes = parse_bytes(texts.size, "--size");
  if (request.dictionary_bytes < dictionary_bytes_min || request.dictionary_bytes > dictionary_bytes_max) {
    throw usage_error(fmt::format("--size: '{}' is outside 256 bytes to 16M", texts.size));
  }
  request.level = texts.level;
  request.seed = texts.seed;
  if (!texts.pages.empty()) request.pages = parse_count(texts.pages, "--pages");
  return request;
}

void print_trial(const TrialReport& trial, int level, std::uint64_t trained_pages, const std::string& output) {
  fmt::print("trained on {} pages; on {} others, zstd:level={}:\n  without {:.3f}\n  with    {:.3f}  ({:+.1f} %)\n", trained_pages,
             trial.pages, level, trial.ratio_without, trial.ratio_with, 100 * (trial.ratio_with / trial.ratio_without - 1));
  if (trial.ratio_with < trial.ratio_without) {
    fmt::print("it makes these pages larger; another --level or --size may pay (docs/backends.md)\n");
  }
  fmt::print("use it with --codec zstd:level={},dictionary={}\n", level, output);
}

void run_train_dictionary(const DictionaryTexts& texts) {
  const TrainingRequest request = parse_training(texts);
  apply_memory_limit(texts.memory);
  const TraceReader trace(find_capture(texts.input, "FILE"));
  const TrainingPages pages = choose_pages(trace, request);
  const std::vector<std::byte> dictionary = train_dictionary(pages, request);
  OutputFile file(texts.output);
  file.write(std::array{ByteView(dictionary)});
  file.publish();
  print_trial(try_dictionary(pages, request, texts.output), request.level, pages.training.count(), texts.output);
}

}  // namespace

void add_trace_train_dictionary(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("train-dictionary", "Make a zstd dictionary from a trace's pages");
  const auto texts = std::make_shared<DictionaryTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--output", texts->output, "The dictionary to write")->required();
  command.add_option("--size", texts->size, "Bytes of the dictionary at most")->type_name("SIZE")->capture_default_str();
  command.add_option("--level", texts->level, "The zstd level that it is made for")->check(CLI::Range(1, 22))->capture_default_str();
  command.add_option("--pages", texts->pages, "Pages to train on (default: 100 times the dictionary)")->type_name("N");
  command.add_option("--seed", texts->seed, "Chooses the pages")->capture_default_str();
  add_memory_options(command, texts->memory, "Memory");
  command.callback([texts] { run_train_dictionary(*texts); });
}

}  // namespace zramlab
