#include "bench/trace/output_options.h"

#include "engine/base/units.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace zramlab {

void add_output_options(CLI::App& command, OutputTexts& texts) {
  command.add_option("--output", texts.output, "The .ztrace file to write")->required();
  command.add_option("--level", texts.level, "How hard zstd compresses the pages (1: fast, large)")
      ->check(CLI::Range(1, 22))
      ->capture_default_str();
  add_memory_options(command, texts.memory, "Memory");
}

TraceWriterOptions apply_output_options(const OutputTexts& texts) {
  apply_memory_limit(texts.memory);
  TraceWriterOptions options;
  options.level = texts.level;
  return options;
}

void print_report(const ReworkReport& report, const std::string& output) {
  fmt::print("kept {} of {} operations and {} distinct pages\nwrote {}, {}\n", report.records, report.records_before,
             report.contents, output, format_bytes(static_cast<double>(std::filesystem::file_size(output))));
}

}  // namespace zramlab
