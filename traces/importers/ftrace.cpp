#include "traces/importers/ftrace.h"

#include "traces/importers/cursor.h"
#include "traces/importers/ftrace_text.h"
#include "traces/metadata.h"

#include <fmt/format.h>

namespace zramlab {

std::string detect_ftrace(std::string_view first_bytes) {
  std::string evidence;
  find_line(first_bytes, [&](std::uint64_t line_number, std::string_view text) {
    FtraceLine line;
    if (!parse_ftrace_line(text, line)) return false;
    evidence = fmt::format("line {} has the form comm-pid [cpu] seconds: event: (a {})", line_number,
                           printable(line.event));
    return true;
  });
  return evidence;
}

void import_ftrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  import_block_events<FtraceText>(request, writer, report);
}

}  // namespace zramlab
