#include "traces/rework/selection.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/rework/carrier.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <system_error>
#include <utility>

namespace zramlab {
namespace {

// Calls visit(record) for each record that is kept, in order.
template <class Visit>
void for_each_kept(const TraceReader& trace, const SelectionRequest& request, Visit visit) {
  const auto [first, last] = request.range;
  for (std::size_t block = 0; block < trace.block_count(); ++block) {
    const std::uint64_t begin = trace.first_record_of(block);
    const std::uint64_t end = block + 1 < trace.block_count() ? trace.first_record_of(block + 1) : trace.record_count();
    if (end <= first) continue;
    if (begin >= last) break;
    std::span<const TraceRecord> records = trace.block(block);
    records = records.first(std::min(last, end) - begin).subspan(std::max(first, begin) - begin);
    for (const TraceRecord& record : records) {
      if (request.keeps(record)) visit(record);
    }
  }
}

std::string duration_of(const TraceReader& trace) {
  std::uint64_t last_ns = 0;
  if (trace.block_count() != 0) last_ns = trace.block(trace.block_count() - 1).back().time_ns;
  return format_ns(static_cast<double>(last_ns));
}

TraceMetadata metadata_of(const TraceReader& trace, const SelectionRequest& request, const ReworkReport& report) {
  TraceMetadata metadata = trace.metadata();
  metadata.first_time_ns += report.first_time_ns;
  metadata.notes.push_back(fmt::format("Of {}: {}: {} of {} operations are kept; times begin at {} of it. Slots may hold "
                                       "pages there from before that this trace does not know.",
                                       trace.file().filename().string(), request.what, report.records,
                                       report.records_before, format_ns(static_cast<double>(report.first_time_ns))));
  return metadata;
}

}  // namespace

void check_output(const TraceReader& trace, const std::filesystem::path& output) {
  std::error_code error;  // an output that is not there yet is none of the inputs
  if (std::filesystem::equivalent(trace.file(), output, error)) {
    throw usage_error(fmt::format("--output {} is also an input; choose another name", output.string()));
  }
}

ReworkReport write_selection(const TraceReader& trace, const SelectionRequest& request) {
  check_output(trace, request.output);
  ReworkReport report;
  report.records_before = trace.record_count();
  Carrier carrier(trace);
  for_each_kept(trace, request, [&](const TraceRecord& record) {
    if (report.records++ == 0) report.first_time_ns = record.time_ns;
    carrier.note(record);
  });
  if (report.records == 0) {
    throw usage_error(fmt::format("{}: {} keeps none of the {} operations, which last {}", trace.file().string(),
                                  request.what, trace.record_count(), duration_of(trace)));
  }
  TraceWriter writer(request.output, metadata_of(trace, request, report), request.writer);
  carrier.write(writer);
  for_each_kept(trace, request, [&](const TraceRecord& record) {
    TraceRecord kept = carrier.carried(record);
    kept.time_ns = time_since(record.time_ns, report.first_time_ns);
    writer.add_record(kept);
  });
  writer.finish();
  report.contents = writer.content_count();
  return report;
}

}  // namespace zramlab
