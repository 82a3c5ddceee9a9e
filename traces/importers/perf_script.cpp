#include "traces/importers/perf_script.h"

#include "traces/importers/block_details.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/perf_line.h"
#include "traces/metadata.h"

#include <fmt/format.h>

namespace zramlab {
namespace {

class PerfText {
 public:
  PerfText(const ImportRequest& request, EventFilter& filter, RequestRecorder& recorder, ImportReport& report)
      : lines_(request.input), filter_(filter), recorder_(recorder), report_(report) {}

  void read() {
    for (std::string_view text; lines_.next(text);) import_line(text);
    report_.lines = lines_.line_number();
  }

 private:
  void import_line(std::string_view text) {
    PerfLine line;
    if (!parse_perf_line(text, line)) return import_other_line(text);
    if (line.event.starts_with("PERF_RECORD_LOST")) return count_lost(line);
    const std::optional<EventKind> kind = event_kind_of(line.event);
    if (kind && filter_.takes(*kind)) return import_event(*kind, line, text);
    if (!kind) ++report_.other_events;
    recorder_.threads().learn(line.tid, line.comm);
  }

  // The lines of a call chain (perf record -g) are indented with a tab; an empty one ends it.
  void import_other_line(std::string_view text) {
    if (text.empty() || text.front() == '\t' || text.front() == '#') return;
    report_.unparsable.add(place(text));
  }

  void count_lost(const PerfLine& line) {
    std::uint64_t lost = 0;
    Cursor cursor(line.details);
    if (cursor.skip("lost ")) cursor.number(lost);
    ++report_.lost_gaps;
    report_.lost_events += lost;
  }

  void import_event(EventKind kind, const PerfLine& line, std::string_view text) {
    BlockDetails details;
    if (!details_.parse(kind, line.details, details)) return recorder_.add_unparsable(place(text));
    BlockRequest request = {.time_ns = line.time_ns, .thread_id = line.tid, .cpu = line.cpu, .thread_name = line.comm};
    apply(details, request);
    recorder_.add(request, place(text));
  }

  [[nodiscard]] Place place(std::string_view text) const { return {"line", lines_.line_number(), text}; }

  LineReader lines_;
  BlockDetailsParser details_;
  EventFilter& filter_;
  RequestRecorder& recorder_;
  ImportReport& report_;
};

}  // namespace

std::string detect_perf_script(std::string_view first_bytes) {
  std::string evidence;
  find_line(first_bytes, [&](std::uint64_t line_number, std::string_view text) {
    PerfLine line;
    if (!parse_perf_line(text, line) || line.subsystem.empty()) return false;
    evidence = fmt::format("line {} has the form comm pid [cpu] seconds: subsystem:event: (a {})", line_number,
                           printable(line.event));
    return true;
  });
  return evidence;
}

void import_perf_script(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  import_block_events<PerfText>(request, writer, report);
}

}  // namespace zramlab
