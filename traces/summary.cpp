#include "traces/summary.h"

#include "engine/base/same_filled.h"
#include "engine/base/units.h"
#include "traces/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string_view>

namespace zramlab {
namespace {

enum SlotState : std::uint8_t { untouched = 0, empty = 1, occupied = 2 };

class Counter {
 public:
  explicit Counter(const TraceReader& trace)
      : slots_(Mapping::of_zeros(trace.slot_count())), same_filled_(trace.content_count()) {
    summary_.by_thread.resize(trace.threads().size());
    trace.for_each_content([&](ContentIndex i, PageView page) { same_filled_[i] = is_same_filled(page); });
    summary_.same_filled_contents = static_cast<std::uint64_t>(std::ranges::count(same_filled_, true));
  }

  void count(const TraceRecord& record) {
    ++summary_.operations[static_cast<std::size_t>(record.operation)];
    ++summary_.by_thread[record.thread];
    if (record.cpu >= by_cpu_.size()) by_cpu_.resize(record.cpu + std::size_t{1});
    ++by_cpu_[record.cpu];
    summary_.duration_ns = std::max(summary_.duration_ns, record.time_ns);
    summary_.stand_ins += record.is_stand_in();
    count_slot(record);
    count_content(record);
  }

  TraceSummary finish() {
    for (std::size_t cpu = 0; cpu < by_cpu_.size(); ++cpu) {
      if (by_cpu_[cpu] != 0) summary_.by_cpu.emplace(static_cast<std::uint16_t>(cpu), by_cpu_[cpu]);
    }
    return std::move(summary_);
  }

 private:
  void count_slot(const TraceRecord& record) {
    std::byte& state = slots_.mutable_data()[record.slot];
    const bool was_occupied = state == std::byte{occupied};
    summary_.slots_touched += state == std::byte{untouched};
    if (record.operation == Operation::read) summary_.reads_of_unwritten += !was_occupied;
    if (record.operation == Operation::write) summary_.overwrites += was_occupied;
    const bool stores = record.operation == Operation::write || record.operation == Operation::partial;
    const bool keeps = record.operation == Operation::read && was_occupied;
    state = std::byte{stores || keeps ? occupied : empty};
  }

  void count_content(const TraceRecord& record) {
    const bool stores = record.operation == Operation::write || record.operation == Operation::partial;
    if (!stores) return;
    if (record.content == no_content) {
      ++summary_.unknown_contents;
    } else if (record.operation == Operation::write) {
      summary_.same_filled_writes += same_filled_[record.content];
    }
  }

  TraceSummary summary_;
  Mapping slots_;
  std::vector<bool> same_filled_;
  std::vector<std::uint64_t> by_cpu_;
};

// Lines of a name and what it says; nothing for an empty text or a zero that need not be said.
class Sheet {
 public:
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(text_), "{:<20} {}\n", name, printable(value));
  }
  void count(std::string_view name, std::uint64_t value, std::string_view remark = "") {
    fmt::format_to(std::back_inserter(text_), "{:<20} {:>10}{}{}\n", name, value, remark.empty() ? "" : "  ", remark);
  }
  void count_if_any(std::string_view name, std::uint64_t value, std::string_view remark = "") {
    if (value != 0) count(name, value, remark);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void describe_origin(Sheet& sheet, const TraceMetadata& metadata) {
  sheet.text("program", metadata.program);
  sheet.text("provenance", metadata.provenance);
  sheet.text("device", metadata.device);
  sheet.text("kernel", metadata.kernel);
  sheet.text("recorded by", metadata.recorded_by);
  sheet.text("imported from", metadata.imported_from);
}

void describe_operations(Sheet& sheet, const TraceReader& trace, const TraceSummary& summary) {
  sheet.count("operations", trace.record_count());
  sheet.count("  writes", summary.count(Operation::write));
  sheet.count("  reads", summary.count(Operation::read));
  sheet.count_if_any("  discards", summary.count(Operation::discard));
  sheet.count_if_any("  partial writes", summary.count(Operation::partial));
  sheet.count("slots touched", summary.slots_touched, fmt::format("of {}, the largest + 1", trace.slot_count()));
  sheet.count("overwrites", summary.overwrites, "of a page that was never freed, as far as the trace knows");
  sheet.count_if_any("unwritten reads", summary.reads_of_unwritten, "of slots that held nothing: they find zeros");
}

void describe_contents(Sheet& sheet, const TraceReader& trace, const TraceSummary& summary) {
  const auto bytes = static_cast<double>(trace.content_count() * page_bytes);
  sheet.count("distinct pages", trace.content_count(), format_bytes(bytes));
  sheet.count_if_any("sketched pages", trace.sketch_count(), "made to compress as the recorded ones did; their bytes are not there");
  sheet.count("same-filled pages", summary.same_filled_contents,
              fmt::format("distinct, {} writes of them", summary.same_filled_writes));
  sheet.count_if_any("stand-ins", summary.stand_ins, "writes whose page was lost; another of the trace stands in");
  sheet.count_if_any("unknown contents", summary.unknown_contents, "writes without their page: sizes are unknown");
}

void describe_threads(Sheet& sheet, const TraceReader& trace, const TraceSummary& summary) {
  constexpr std::size_t threads_shown_max = 20;
  std::vector<std::size_t> order(trace.threads().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return summary.by_thread[i]; });
  sheet.count("threads", order.size());
  for (std::size_t i = 0; i < std::min(order.size(), threads_shown_max); ++i) {
    const TraceThread& thread = trace.threads()[order[i]];
    sheet.count(fmt::format("  {}", thread.recorded_id), summary.by_thread[order[i]], printable(thread.name));
  }
  if (order.size() > threads_shown_max) sheet.text("", fmt::format("and {} more", order.size() - threads_shown_max));
  sheet.count("CPUs", summary.by_cpu.size());
  for (const auto& [cpu, count] : summary.by_cpu) sheet.count(fmt::format("  CPU {}", cpu), count);
}

}  // namespace

TraceSummary summarise(const TraceReader& trace) {
  Counter counter(trace);
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) counter.count(record);
  });
  return counter.finish();
}

std::string describe(const TraceReader& trace, const TraceSummary& summary) {
  Sheet sheet;
  sheet.text("trace", trace.file().string());
  if (!trace.complete()) sheet.text("INCOMPLETE", "the file is cut off; this is what is left of it");
  describe_origin(sheet, trace.metadata());
  sheet.text("duration", format_ns(static_cast<double>(summary.duration_ns)));
  sheet.text("size on disk", format_bytes(static_cast<double>(trace.file_bytes())));
  describe_operations(sheet, trace, summary);
  describe_contents(sheet, trace, summary);
  describe_threads(sheet, trace, summary);
  for (const std::string& loss : trace.metadata().lost) sheet.text("lost", loss);
  for (const std::string& note : trace.metadata().notes) sheet.text("note", note);
  return sheet.take();
}

}  // namespace zramlab
