#include "traces/importers/blkparse_line.h"

#include "traces/importers/cursor.h"

namespace zramlab {
namespace {

// "8,0" or, with the minor right behind the comma padded to its column, "8,0  ".
bool parse_device(std::string_view text, Cursor& cursor, std::string_view& device) {
  const std::size_t begin = text.size() - cursor.rest().size();
  std::uint64_t number = 0;
  if (cursor.number(number) == 0 || !cursor.skip(',') || cursor.number(number) == 0) return false;
  device = text.substr(begin, text.size() - cursor.rest().size() - begin);
  return cursor.skip_spaces();
}

bool is_action(std::string_view action) {
  if (action.empty() || action.size() > 2) return false;
  for (const char letter : action) {
    if ((letter < 'A' || letter > 'Z') && letter != 'm') return false;
  }
  return true;
}

}  // namespace

bool parse_blkparse_line(std::string_view text, BlkparseLine& line) {
  Cursor cursor(text);
  std::uint64_t sequence = 0;
  cursor.skip_spaces();
  if (!parse_device(text, cursor, line.device)) return false;
  if (!cursor.number_of(line.cpu) || !cursor.skip_spaces()) return false;
  if (cursor.number(sequence) == 0 || !cursor.skip_spaces()) return false;
  if (!cursor.seconds(line.time_ns) || !cursor.skip_spaces()) return false;
  if (!cursor.number_of(line.pid) || !cursor.skip_spaces()) return false;
  line.action = cursor.word();
  cursor.skip_spaces();
  line.rwbs = cursor.word();
  cursor.skip_spaces();
  line.rest = cursor.rest();
  return is_action(line.action);
}

bool parse_blkparse_request(std::string_view rest, BlkparseRequest& request) {
  Cursor cursor(rest);
  if (cursor.number(request.sector) == 0 || !cursor.skip(" + ") || cursor.number(request.sector_count) == 0) return false;
  const std::string_view behind = cursor.rest();
  const std::size_t begin = behind.find('[');
  const std::size_t end = behind.rfind(']');
  if (!behind.starts_with(' ') || begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return false;
  }
  request.comm = behind.substr(begin + 1, end - begin - 1);
  return true;
}

bool parse_blkparse_skips(std::string_view text, std::uint64_t& gaps, std::uint64_t& events) {
  Cursor cursor(text);
  if (!cursor.skip("Skips: ") || cursor.number(gaps) == 0 || !cursor.skip(" forward (")) return false;
  // Thousands are set apart by commas; an absurd number wraps round and does no harm.
  events = 0;
  std::uint64_t digits = 0;
  do {
    if (cursor.number(digits) == 0) return false;
    events = events * 1000 + digits;
  } while (cursor.skip(','));
  return true;
}

}  // namespace zramlab
