#include "bench/captures.h"
#include "bench/trace/bounds.h"
#include "bench/trace/file_command.h"
#include "bench/trace/output_options.h"
#include "bench/trace/subcommands.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"
#include "traces/rework/device_slots.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace zramlab {
namespace {

struct FilterTexts {
  std::string input;
  std::string operations;
  std::string time;
  std::string threads;
  std::string cpus;
  std::string slots;
  std::string device;
  OutputTexts output;
};

struct OperationName {
  std::string_view name;
  Operation operation;
};
constexpr std::array operation_names = {
    OperationName{to_string(Operation::write), Operation::write},
    OperationName{to_string(Operation::read), Operation::read},
    OperationName{to_string(Operation::discard), Operation::discard},
    OperationName{to_string(Operation::partial), Operation::partial},
};

// A record is kept if every condition that was given holds.
using Conditions = std::vector<KeepsRecord>;

KeepsRecord keeps_operations(const std::string& text) {
  std::array<bool, operation_count> wanted{};
  for (const std::string& name : split_list(text)) {
    const auto* const entry = find_in(operation_names, name);
    if (entry == nullptr) {
      throw usage_error(fmt::format("--operations: no operation is called '{}'; there are: {}", name, names_of(operation_names)));
    }
    wanted[static_cast<std::size_t>(entry->operation)] = true;
  }
  return [wanted](const TraceRecord& record) { return wanted[static_cast<std::size_t>(record.operation)]; };
}

KeepsRecord keeps_times(const std::string& text) {
  const auto range = parse_time_range(text, "--time");
  return [range](const TraceRecord& record) { return record.time_ns >= range.first && record.time_ns < range.second; };
}

std::string threads_of(const TraceReader& trace) {
  constexpr std::size_t shown_max = 12;
  std::vector<std::string> shown;
  for (const TraceThread& thread : trace.threads()) {
    if (shown.size() == shown_max) break;
    shown.push_back(fmt::format("{} ({})", printable(thread.name), thread.recorded_id));
  }
  return fmt::format("{}{}", fmt::join(shown, ", "), trace.threads().size() > shown_max ? ", ..." : "");
}

KeepsRecord keeps_threads(const std::string& text, const TraceReader& trace) {
  std::vector<bool> wanted(trace.threads().size());
  for (const std::string& name : split_list(text)) {
    bool is_known = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const TraceThread& thread = trace.threads()[i];
      if (thread.name != name && std::to_string(thread.recorded_id) != name) continue;
      wanted[i] = is_known = true;
    }
    if (!is_known) {
      throw usage_error(fmt::format("--thread: no thread has the name or number '{}'; there are: {}", name, threads_of(trace)));
    }
  }
  return [wanted](const TraceRecord& record) { return wanted[record.thread]; };
}

KeepsRecord keeps_device(const std::string& name, const TraceReader& trace) {
  NumberRanges slots;
  std::vector<std::string> names;
  for (const DeviceSlots& one : devices_of(trace.metadata().device, trace.slot_count())) {
    names.push_back(printable(one.device));
    if (one.device == name) slots.emplace_back(one.first, one.last);
  }
  if (slots.empty()) {
    throw usage_error(fmt::format("--device: {} holds nothing of '{}'; {}", trace.file().string(), name,
                                  names.empty() ? "it does not say which device it was recorded on"
                                                : fmt::format("it was recorded on {}", fmt::join(names, ", "))));
  }
  return [slots](const TraceRecord& record) { return contains(slots, record.slot); };
}

Conditions parse_conditions(const FilterTexts& texts, const TraceReader& trace) {
  Conditions all;
  if (!texts.operations.empty()) all.push_back(keeps_operations(texts.operations));
  if (!texts.time.empty()) all.push_back(keeps_times(texts.time));
  if (!texts.threads.empty()) all.push_back(keeps_threads(texts.threads, trace));
  if (!texts.cpus.empty()) {
    all.emplace_back([cpus = parse_ranges(texts.cpus, "--cpu")](const TraceRecord& record) { return contains(cpus, record.cpu); });
  }
  if (!texts.slots.empty()) {
    all.emplace_back([slots = parse_ranges(texts.slots, "--slots")](const TraceRecord& record) { return contains(slots, record.slot); });
  }
  if (!texts.device.empty()) all.push_back(keeps_device(texts.device, trace));
  if (all.empty()) {
    throw usage_error("bench trace filter: say what to keep with --operations, --time, --thread, --cpu, --slots or --device");
  }
  return all;
}

std::string words_of(const FilterTexts& texts) {
  std::string words = "filter";
  const auto add = [&](std::string_view option, const std::string& text) {
    if (!text.empty()) words += fmt::format(" --{} {}", option, text);
  };
  add("operations", texts.operations);
  add("time", texts.time);
  add("thread", texts.threads);
  add("cpu", texts.cpus);
  add("slots", texts.slots);
  add("device", texts.device);
  return words;
}

void run_filter(const FilterTexts& texts) {
  const TraceReader trace(find_capture(texts.input, "FILE"));
  SelectionRequest request;
  request.keeps = [conditions = parse_conditions(texts, trace)](const TraceRecord& record) {
    return std::ranges::all_of(conditions, [&](const KeepsRecord& holds) { return holds(record); });
  };
  request.what = words_of(texts);
  request.output = texts.output.output;
  request.writer = apply_output_options(texts.output);
  print_report(write_selection(trace, request), texts.output.output);
}

}  // namespace

void add_trace_filter(CLI::App& trace) {
  CLI::App& command = *trace.add_subcommand("filter", "Keep operations for which everything holds that is said");
  const auto texts = std::make_shared<FilterTexts>();
  add_trace_input(command, texts->input);
  command.add_option("--operations", texts->operations, "Kinds, of: " + names_of(operation_names))->type_name("LIST");
  command.add_option("--time", texts->time, "From the first to before the second, as in 2s..5s")->type_name("FROM..TO");
  command.add_option("--thread", texts->threads, "Recorded threads")->type_name("NAME|ID,...");
  command.add_option("--cpu", texts->cpus, "Recorded CPUs, as in 0-3,6")->type_name("LIST");
  command.add_option("--slots", texts->slots, "Slots, as in 0-9999")->type_name("LIST");
  command.add_option("--device", texts->device, "Of a merged trace, what was recorded on this device")->type_name("NAME");
  add_output_options(command, texts->output);
  command.callback([texts] { run_filter(*texts); });
}

}  // namespace zramlab
