#include "traces/importers/systrace.h"

#include "traces/importers/cursor.h"
#include "traces/importers/ftrace_text.h"

#include <fmt/format.h>

namespace zramlab {

std::string detect_systrace(std::string_view first_bytes) {
  if (begins_as_html(first_bytes)) return "it is a page of HTML, as systrace writes";
  std::string evidence;
  find_line(first_bytes, [&](std::uint64_t line_number, std::string_view text) {
    FtraceLine line;
    if (!parse_ftrace_line(text, line) || !event_kind_of(line.event)) return false;
    // The first block event decides.
    if (line.details.find("dev=") == 0 || line.details.find(" dev=") != std::string_view::npos) {
      evidence = fmt::format("line {} is a {} whose details are key=value", line_number, line.event);
    }
    return true;
  });
  return evidence;
}

void import_systrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  import_block_events<FtraceText>(request, writer, report);
}

}  // namespace zramlab
