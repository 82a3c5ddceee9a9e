#include "traces/rework/merge.h"

#include "engine/base/input_error.h"
#include "traces/format.h"
#include "traces/rework/carrier.h"
#include "traces/rework/device_slots.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace zramlab {
namespace {

// One trace on its way into the output, record by record.
class Source {
 public:
  Source(const TraceReader& trace, std::uint64_t slots_before, std::uint64_t time_before_ns)
      : trace_(&trace), carrier_(trace), slots_before_(slots_before), time_before_ns_(time_before_ns) {
    trace.for_each_block([&](std::span<const TraceRecord> records) {
      for (const TraceRecord& record : records) carrier_.note(record);
    });
    refill();
  }

  void write(TraceWriter& writer) { carrier_.write(writer); }

  [[nodiscard]] bool is_over() const { return records_.empty(); }

  // REQUIRES !is_over(), as take().
  [[nodiscard]] std::uint64_t time_ns() const { return records_.front().time_ns + time_before_ns_; }

  TraceRecord take() {
    TraceRecord record = carrier_.carried(records_.front());
    record.time_ns = time_ns();
    record.slot = static_cast<SlotIndex>(record.slot + slots_before_);
    records_ = records_.subspan(1);
    refill();
    return record;
  }

 private:
  void refill() {
    while (records_.empty() && next_block_ < trace_->block_count()) records_ = trace_->block(next_block_++);
  }

  const TraceReader* trace_;
  Carrier carrier_;
  std::uint64_t slots_before_;
  std::uint64_t time_before_ns_;
  std::size_t next_block_ = 0;
  std::span<const TraceRecord> records_;  // of the current block, not yet taken
};

// Where each trace's slots begin. THROWS InputError (usage).
std::vector<std::uint64_t> slots_before(std::span<const TraceReader* const> traces, MergeSlots slots) {
  std::vector<std::uint64_t> before;
  std::uint64_t total = 0;
  for (const TraceReader* trace : traces) {
    before.push_back(slots == MergeSlots::apart ? total : 0);
    total += trace->slot_count();
  }
  if (slots == MergeSlots::apart && total > slots_max) {
    throw usage_error(fmt::format("together the traces have {} slots, and a trace has at most {}; merge fewer, or let them "
                                  "share their slots with --same-slots",
                                  total, slots_max));
  }
  return before;
}

std::vector<std::uint64_t> times_before(std::span<const TraceReader* const> traces, MergeTimes times) {
  std::vector<std::uint64_t> before(traces.size(), 0);
  if (times == MergeTimes::from_start) return before;
  const auto first_time_ns = [](const TraceReader* trace) { return trace->metadata().first_time_ns; };
  const std::uint64_t earliest = first_time_ns(*std::ranges::min_element(traces, {}, first_time_ns));
  std::ranges::transform(traces, before.begin(), [&](auto* trace) { return first_time_ns(trace) - earliest; });
  return before;
}

// Text that all have in common, or theirs one after the other.
std::string joined(std::span<const TraceReader* const> traces, std::string TraceMetadata::*field) {
  std::vector<std::string> texts;
  for (const TraceReader* trace : traces) {
    const std::string& text = trace->metadata().*field;
    if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string devices_text(std::span<const TraceReader* const> traces, std::span<const std::uint64_t> before) {
  std::vector<DeviceSlots> all;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    for (DeviceSlots one : devices_of(traces[i]->metadata().device, traces[i]->slot_count())) {
      all.push_back({one.device, one.first + before[i], one.last + before[i]});
    }
  }
  return device_text(all);
}

TraceMetadata metadata_of(std::span<const TraceReader* const> traces, const MergeRequest& request,
                          std::span<const std::uint64_t> before) {
  TraceMetadata metadata;
  for (auto field : {&TraceMetadata::program, &TraceMetadata::provenance, &TraceMetadata::kernel,
                     &TraceMetadata::recorded_by, &TraceMetadata::imported_from}) {
    metadata.*field = joined(traces, field);
  }
  metadata.device = request.slots == MergeSlots::same ? joined(traces, &TraceMetadata::device) : devices_text(traces, before);
  if (request.times == MergeTimes::recorded) {
    metadata.first_time_ns = (*std::ranges::min_element(traces, {}, [](auto* trace) {
                               return trace->metadata().first_time_ns;
                             }))->metadata().first_time_ns;
  }
  metadata.notes.push_back(fmt::format("Merged from {} traces by time, {}.", traces.size(),
                                       request.times == MergeTimes::recorded ? "as far apart as they were recorded"
                                                                             : "all beginning together"));
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const std::string name = traces[i]->file().filename().string();
    metadata.notes.push_back(fmt::format("{}: {} operations, slot 0 is slot {} here", name, traces[i]->record_count(), before[i]));
    for (const std::string& note : traces[i]->metadata().notes) metadata.notes.push_back(fmt::format("{}: {}", name, note));
    for (const std::string& loss : traces[i]->metadata().lost) metadata.lost.push_back(fmt::format("{}: {}", name, loss));
  }
  return metadata;
}

// The source whose next record is the earliest, of ties the first; nullptr when all are over.
Source* earliest_of(std::vector<Source>& sources) {
  Source* earliest = nullptr;
  for (Source& source : sources) {
    if (source.is_over()) continue;
    if (earliest == nullptr || source.time_ns() < earliest->time_ns()) earliest = &source;
  }
  return earliest;
}

}  // namespace

ReworkReport merge_traces(std::span<const TraceReader* const> traces, const MergeRequest& request) {
  for (const TraceReader* trace : traces) check_output(*trace, request.output);
  const std::vector<std::uint64_t> slots = slots_before(traces, request.slots);
  const std::vector<std::uint64_t> times = times_before(traces, request.times);
  ReworkReport report;
  std::vector<Source> sources;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    sources.emplace_back(*traces[i], slots[i], times[i]);
    report.records_before += traces[i]->record_count();
  }
  TraceWriter writer(request.output, metadata_of(traces, request, slots), request.writer);
  for (Source& source : sources) source.write(writer);
  const Source* const first = earliest_of(sources);
  if (first != nullptr) report.first_time_ns = first->time_ns();
  while (Source* source = earliest_of(sources)) writer.add_record(source->take());
  writer.finish();
  report.records = writer.record_count();
  report.contents = writer.content_count();
  return report;
}

}  // namespace zramlab
