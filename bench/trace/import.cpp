#include "bench/trace/output_options.h"
#include "bench/trace/recording_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/units.h"
#include "traces/import.h"
#include "traces/importers/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace zramlab {
namespace {

struct EventName {
  std::string_view name;
  EventChoice value;
};
constexpr std::array event_names = {
    EventName{"auto", EventChoice::automatic},
    EventName{"Q", EventChoice::queue},
    EventName{"D", EventChoice::issue},
    EventName{"I", EventChoice::insert},
};

struct IologWaitName {
  std::string_view name;
  IologWait value;
};
constexpr std::array iolog_wait_names = {
    IologWaitName{"ms", IologWait::milliseconds},
    IologWaitName{"us", IologWait::microseconds},
};

void run_import(ImportRequest& request, const OutputTexts& output) {
  request.output = output.output;
  request.writer = apply_output_options(output);
  const ImportReport report = import_trace(request);
  const auto bytes = static_cast<double>(std::filesystem::file_size(request.output));
  fmt::print("{}wrote {}, {}\n", report.text(), request.output.string(), format_bytes(bytes));
}

}  // namespace

void add_trace_import(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("import", "Turn a recording into a .ztrace file");
  // The callback owns what the options fill in.
  const auto request = std::make_shared<ImportRequest>();
  const auto output = std::make_shared<OutputTexts>();
  command.add_option("INPUT", request->input, "The recording, plain or zstd-compressed")->required();
  add_output_options(command, *output);
  command.add_option("--format", request->format, "auto, or one of: " + names_of(importers()))->capture_default_str();
  command.add_option("--pages", request->pages, "The captured pages, 4096 bytes each");
  command.add_option("--page-index", request->page_index, "Which page each write stored: event, slot, page");
  add_named_option(command, "--lost-pages", request->lost_pages, lost_pages_names, "way to treat lost pages",
                   "A write whose page was lost borrows another's content, or is left out (skip)");
  add_named_option(command, "--event", request->event, event_names, "event",
                   "Which block events are the operations: Q (queued to the device; all that zram has), D (issued to a "
                   "driver), I (inserted into a scheduler); auto is Q where there are any, else D, else I");
  command.add_option("--only-device", request->only_device,
                     "Import requests to this device, named as in the recording (253,1), not those to the first one");
  add_named_option(command, "--iolog-wait", request->iolog_wait, iolog_wait_names, "unit",
                   "What a wait in an iolog of version 2 counts: ms since the beginning, as fio's code takes it, or us "
                   "since the line before, as its documentation says");
  command.add_option("--seed", request->seed, "Chooses the borrowed pages")->capture_default_str();
  add_description_options(command, request->about);
  command.callback([request, output] { run_import(*request, *output); });
}

}  // namespace zramlab
