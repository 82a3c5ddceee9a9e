#include "traces/importers/ftrace_line.h"

#include "traces/importers/cursor.h"

namespace zramlab {
namespace {

// (  123) or (-----), where the tracer was asked to record thread groups.
bool skip_thread_group(Cursor& cursor) {
  std::uint64_t ignored = 0;
  cursor.skip_spaces();
  if (cursor.number(ignored) == 0) {
    while (cursor.skip('-')) {
    }
  }
  return cursor.skip(')') && cursor.skip_spaces();
}

// Everything behind "comm-".
bool parse_from_pid(Cursor cursor, FtraceLine& line) {
  if (!cursor.number_of(line.pid) || !cursor.skip_spaces()) return false;
  if (cursor.skip('(') && !skip_thread_group(cursor)) return false;
  if (!cursor.skip('[') || !cursor.number_of(line.cpu)) return false;
  if (!cursor.skip(']') || !cursor.skip_spaces()) return false;
  Cursor behind_flags = cursor;
  if (!cursor.seconds(line.time_ns) || !cursor.skip(':')) {
    behind_flags.word();
    behind_flags.skip_spaces();
    if (!behind_flags.seconds(line.time_ns) || !behind_flags.skip(':')) return false;
    cursor = behind_flags;
  }
  if (!cursor.skip_spaces()) return false;
  line.event = cursor.word(':');
  cursor.skip(':');
  cursor.skip_spaces();
  line.details = cursor.rest();
  return !line.event.empty();
}

}  // namespace

bool parse_ftrace_line(std::string_view text, FtraceLine& line) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return false;
  // The comm may hold what looks like "-pid [cpu]"; only the true place is followed by the rest.
  for (std::size_t dash = text.find('-', begin); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
    if (!parse_from_pid(Cursor(text.substr(dash + 1)), line)) continue;
    line.comm = text.substr(begin, dash - begin);
    return true;
  }
  return false;
}

bool parse_lost_events(std::string_view text, LostEvents& lost) {
  Cursor cursor(text);
  std::uint64_t cpu = 0;
  cursor.skip_spaces();
  if (!cursor.skip("CPU:") || cursor.number(cpu) == 0 || !cursor.skip_spaces() || !cursor.skip('[')) return false;
  // The kernel writes [LOST 17 EVENTS], or [LOST EVENTS]; trace-cmd writes [17 EVENTS DROPPED].
  const bool is_kernel = cursor.skip("LOST ");
  lost.is_counted = cursor.number(lost.count) > 0;
  if (lost.is_counted && !cursor.skip(' ')) return false;
  return is_kernel ? cursor.skip("EVENTS]") : cursor.skip("EVENTS DROPPED]");
}

}  // namespace zramlab
