#include "traces/importers/ftrace_text.h"

namespace zramlab {
namespace {

bool is_header_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos || text[begin] == '#' || text.starts_with("cpus=");
}

}  // namespace

void FtraceText::read() {
  for (std::string_view text; lines_.next(text);) {
    if (html_.is_trace(text)) import_line(text);
  }
  report_.lines = lines_.line_number();
  html_.require_trace(lines_.file());
}

void FtraceText::import_line(std::string_view text) {
  FtraceLine line;
  if (!parse_ftrace_line(text, line)) return import_other_line(text);
  const std::optional<EventKind> kind = event_kind_of(line.event);
  if (kind && filter_.takes(*kind)) return import_event(*kind, line, text);
  if (!kind) ++report_.other_events;
  recorder_.threads().learn(line.pid, line.comm);
}

void FtraceText::import_other_line(std::string_view text) {
  LostEvents lost;
  if (is_header_line(text)) return;
  if (!parse_lost_events(text, lost)) return report_.unparsable.add(place(text));
  ++report_.lost_gaps;
  report_.lost_events += lost.count;
}

void FtraceText::import_event(EventKind kind, const FtraceLine& line, std::string_view text) {
  BlockDetails details;
  if (!details_.parse(kind, line.details, details)) return recorder_.add_unparsable(place(text));
  BlockRequest request = {.time_ns = line.time_ns, .thread_id = line.pid, .cpu = line.cpu, .thread_name = line.comm};
  apply(details, request);
  recorder_.add(request, place(text));
}

}  // namespace zramlab
