#include "traces/importers/perf_line.h"

#include "traces/importers/cursor.h"

namespace zramlab {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string_view without_trailing_spaces(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// "  comm  pid/tid  ": what lies before the CPU.
bool parse_thread(std::string_view text, PerfLine& line) {
  const std::string_view trimmed = without_trailing_spaces(text);
  std::size_t begin = trimmed.size();
  while (begin > 0 && (is_digit(trimmed[begin - 1]) || trimmed[begin - 1] == '/')) --begin;
  if (begin == 0 || trimmed[begin - 1] != ' ' || trimmed.size() == text.size()) return false;
  Cursor cursor(trimmed.substr(begin));
  if (!cursor.number_of(line.tid)) return false;
  if (cursor.skip('/') && !cursor.number_of(line.tid)) return false;
  line.comm = without_trailing_spaces(trimmed.substr(0, begin));
  const std::size_t comm_begin = line.comm.find_first_not_of(' ');
  if (comm_begin == std::string_view::npos || !cursor.at_end()) return false;
  line.comm.remove_prefix(comm_begin);
  return true;
}

// "[cpu] seconds: "
bool parse_cpu_and_time(Cursor& cursor, PerfLine& line) {
  return cursor.skip('[') && cursor.number_of(line.cpu) && cursor.skip(']') && cursor.skip_spaces() &&
         cursor.seconds(line.time_ns) && cursor.skip(':') && cursor.skip_spaces();
}

// "[period] subsystem:event: details"
bool parse_event(Cursor cursor, PerfLine& line) {
  std::uint64_t period = 0;
  Cursor behind_period = cursor;
  if (behind_period.number(period) != 0 && behind_period.skip_spaces()) cursor = behind_period;
  std::string_view name = cursor.word();
  cursor.skip_spaces();
  line.details = cursor.rest();
  if (name.ends_with(':')) name.remove_suffix(1);
  const std::size_t colon = name.find(':');
  line.subsystem = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
  line.event = colon == std::string_view::npos ? name : name.substr(colon + 1);
  return !line.event.empty();
}

}  // namespace

bool parse_perf_line(std::string_view text, PerfLine& line) {
  // The comm may hold what looks like " 1 [000]"; only the true place is followed by a time.
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    Cursor cursor(text.substr(at));
    if (parse_cpu_and_time(cursor, line) && parse_thread(text.substr(0, at), line) && parse_event(cursor, line)) {
      return true;
    }
  }
  return false;
}

}  // namespace zramlab
