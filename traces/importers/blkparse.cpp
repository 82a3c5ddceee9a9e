#include "traces/importers/blkparse.h"

#include "traces/importers/block_events.h"
#include "traces/importers/blkparse_line.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"

#include <fmt/format.h>

namespace zramlab {
namespace {

std::optional<EventKind> kind_of(std::string_view action) {
  if (action == "Q") return EventKind::queue;
  if (action == "D") return EventKind::issue;
  if (action == "I") return EventKind::insert;
  return std::nullopt;
}

// Behind the last event blkparse sums up, CPU by CPU and device by device.
bool begins_summary(std::string_view text) {
  return text.starts_with("CPU") || text.starts_with("Total (") || text.starts_with("Throughput (R/W)") ||
         text.starts_with("Events (");
}

class BlkparseText {
 public:
  BlkparseText(const ImportRequest& request, EventFilter& filter, RequestRecorder& recorder, ImportReport& report)
      : lines_(request.input), filter_(filter), recorder_(recorder), report_(report) {}

  void read() {
    for (std::string_view text; lines_.next(text);) import_line(text);
    report_.lines = lines_.line_number();
  }

 private:
  void import_line(std::string_view text) {
    BlkparseLine line;
    if (!parse_blkparse_line(text, line)) return import_other_line(text);
    const std::optional<EventKind> kind = kind_of(line.action);
    if (kind && filter_.takes(*kind)) return import_event(line, text);
    if (!kind) ++report_.other_events;
  }

  void import_other_line(std::string_view text) {
    if (text.empty() || text.starts_with("Input file ")) return;
    in_summary_ = in_summary_ || begins_summary(text);
    if (!in_summary_) return report_.unparsable.add(place(text));
    std::uint64_t gaps = 0;
    std::uint64_t events = 0;
    if (!parse_blkparse_skips(text, gaps, events)) return;
    report_.lost_gaps += gaps;
    report_.lost_events += events;
  }

  void import_event(const BlkparseLine& line, std::string_view text) {
    BlkparseRequest details;
    if (!parse_blkparse_request(line.rest, details)) return recorder_.add_unparsable(place(text));
    recorder_.add({.time_ns = line.time_ns,
                   .thread_id = line.pid,
                   .cpu = line.cpu,
                   .operation = operation_of_rwbs(line.rwbs),
                   .offset_bytes = bytes_of_sectors(details.sector),
                   .length_bytes = bytes_of_sectors(details.sector_count),
                   .device = line.device,
                   .thread_name = details.comm,
                   .fallback_name = details.comm},
                  place(text));
  }

  [[nodiscard]] Place place(std::string_view text) const { return {"line", lines_.line_number(), text}; }

  LineReader lines_;
  EventFilter& filter_;
  RequestRecorder& recorder_;
  ImportReport& report_;
  bool in_summary_ = false;
};

}  // namespace

std::string detect_blkparse(std::string_view first_bytes) {
  std::string evidence;
  find_line(first_bytes, [&](std::uint64_t line_number, std::string_view text) {
    BlkparseLine line;
    if (!parse_blkparse_line(text, line)) return false;
    evidence = fmt::format("line {} has the form major,minor cpu sequence seconds pid action", line_number);
    return true;
  });
  return evidence;
}

void import_blkparse(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  import_block_events<BlkparseText>(request, writer, report);
}

}  // namespace zramlab
