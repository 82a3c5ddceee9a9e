#include "traces/importers/ftrace_line.h"

#include <limits>

namespace zramlab {
namespace {

// Reads a text from the front. A failed step leaves the cursor where the step began or later; the
// caller then gives up on this reading of the line.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  bool skip(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool skip(std::string_view wanted) {
    if (!rest().starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  // At least one.
  bool skip_spaces() {
    const char* begin = at_;
    while (at_ != end_ && *at_ == ' ') ++at_;
    return at_ != begin;
  }

  // Decimal, at most 19 digits, so that it cannot overflow. Returns the number of digits, 0 if none.
  unsigned number(std::uint64_t& value) {
    const char* begin = at_;
    value = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - begin < 19) {
      value = value * 10 + static_cast<std::uint64_t>(*at_++ - '0');
    }
    return static_cast<unsigned>(at_ - begin);
  }

  // Up to the next `stop` or space, or the end.
  std::string_view word(char stop = ' ') {
    const char* begin = at_;
    while (at_ != end_ && *at_ != ' ' && *at_ != stop) ++at_;
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }

 private:
  const char* at_;
  const char* end_;
};

template <class Number>
bool fits(std::uint64_t value) {
  return value <= std::numeric_limits<Number>::max();
}

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

// seconds.fraction: with one to nine digits of fraction.
bool parse_time(Cursor& cursor, std::uint64_t& time_ns) {
  std::uint64_t seconds = 0;
  std::uint64_t fraction = 0;
  // 10 digits of seconds keep the nanoseconds within 64 bits.
  const unsigned seconds_digits = cursor.number(seconds);
  if (seconds_digits == 0 || seconds_digits > 10 || !cursor.skip('.')) return false;
  unsigned digits = cursor.number(fraction);
  if (digits == 0 || digits > 9 || !cursor.skip(':')) return false;
  for (; digits < 9; ++digits) fraction *= 10;
  time_ns = seconds * 1'000'000'000 + fraction;
  return true;
}

// Everything behind "comm-".
bool parse_from_pid(Cursor cursor, FtraceLine& line) {
  std::uint64_t pid = 0;
  std::uint64_t cpu = 0;
  if (cursor.number(pid) == 0 || !fits<std::uint32_t>(pid) || !cursor.skip_spaces()) return false;
  if (cursor.skip('(') && !skip_thread_group(cursor)) return false;
  if (!cursor.skip('[') || cursor.number(cpu) == 0 || !fits<std::uint16_t>(cpu)) return false;
  if (!cursor.skip(']') || !cursor.skip_spaces()) return false;
  Cursor behind_flags = cursor;
  if (!parse_time(cursor, line.time_ns)) {
    behind_flags.word();
    behind_flags.skip_spaces();
    if (!parse_time(behind_flags, line.time_ns)) return false;
    cursor = behind_flags;
  }
  if (!cursor.skip_spaces()) return false;
  line.event = cursor.word(':');
  cursor.skip(':');
  cursor.skip_spaces();
  line.pid = static_cast<std::uint32_t>(pid);
  line.cpu = static_cast<std::uint16_t>(cpu);
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

bool parse_bio_queue(std::string_view details, BioQueue& bio) {
  Cursor cursor(details);
  std::uint64_t number = 0;
  Cursor device = cursor;
  if (device.number(number) == 0 || !device.skip(',') || device.number(number) == 0 || !device.skip(' ')) return false;
  bio.device = cursor.word();
  cursor.skip_spaces();
  bio.rwbs = cursor.word();
  if (bio.rwbs.empty() || !cursor.skip_spaces()) return false;
  if (cursor.number(bio.sector) == 0 || !cursor.skip(" + ") || cursor.number(bio.sector_count) == 0) return false;
  if (!cursor.skip(" [")) return false;
  const std::string_view rest = cursor.rest();
  const std::size_t bracket = rest.rfind(']');
  if (bracket == std::string_view::npos) return false;
  bio.comm = rest.substr(0, bracket);
  return true;
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
