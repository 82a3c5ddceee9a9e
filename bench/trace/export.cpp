#include "bench/captures.h"
#include "bench/memory_option.h"
#include "bench/trace/file_command.h"
#include "bench/trace/subcommands.h"
#include "engine/base/table.h"
#include "engine/base/units.h"
#include "traces/export.h"
#include "traces/exporters/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

namespace zramlab {
namespace {

struct Export {
  ExportRequest request;
  MemoryTexts memory;
};

void run_export(Export& wanted) {
  find_by_name(exporters(), wanted.request.format, "export format");  // before a file is looked for
  wanted.request.input = find_capture(wanted.request.input, "INPUT");
  apply_memory_limit(wanted.memory);
  const ExportReport report = export_trace(wanted.request);
  const auto bytes = static_cast<double>(std::filesystem::file_size(wanted.request.output));
  fmt::print("{}wrote {}, {}\n", report.text(), wanted.request.output.string(), format_bytes(bytes));
}

// "iolog loses threads, …": what a user must know before choosing.
std::string what_each_loses() {
  std::string text = "What each format has no place for, besides the pages' contents:\n";
  for (const Exporter& exporter : exporters()) text += fmt::format("  {}: {}\n", exporter.name, exporter.loses);
  return text;
}

}  // namespace

void add_trace_export(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("export", "Write a trace in another format");
  const auto wanted = std::make_shared<Export>();
  ExportRequest* const request = &wanted->request;
  add_trace_input(command, request->input, "INPUT");
  command.add_option("--format", request->format, "One of: " + names_of(exporters()))->required();
  command.add_option("--output", request->output, "The file to write")->required();
  command.add_option("--device-file", request->device_file, "What an iolog calls the device")->capture_default_str();
  command.add_option("--pages", request->pages, "Also write the distinct pages, 4096 bytes each, for bench trace import");
  command.add_option("--page-index", request->page_index, "Also write which page each record stored");
  add_memory_options(command, wanted->memory, "Memory");
  command.footer(what_each_loses());
  command.callback([wanted] { run_export(*wanted); });
}

}  // namespace zramlab
