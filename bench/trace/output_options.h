// What every subcommand that writes a .ztrace file takes.
#pragma once

#include "bench/cli.h"
#include "bench/memory_option.h"
#include "traces/rework/selection.h"
#include "traces/writer.h"

#include <string>

namespace zramlab {

struct OutputTexts {
  std::string output;
  int level = TraceWriterOptions{}.level;
  MemoryTexts memory;
};

void add_output_options(CLI::App& command, OutputTexts& texts);

// Limits memory and gives the writer's options. THROWS InputError (usage).
TraceWriterOptions apply_output_options(const OutputTexts& texts);

void print_report(const ReworkReport& report, const std::string& output);

}  // namespace zramlab
