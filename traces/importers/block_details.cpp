#include "traces/importers/block_details.h"

#include "traces/importers/cursor.h"

namespace zramlab {
namespace {

bool skip_device(Cursor& cursor) {
  std::uint64_t number = 0;
  return cursor.number(number) != 0 && cursor.skip(',') && cursor.number(number) != 0;
}

// "4096 (command) ": the size in bytes is also there in sectors; the command is of other kinds of request.
bool skip_bytes_and_command(Cursor& cursor) {
  std::uint64_t bytes = 0;
  if (cursor.number(bytes) == 0 || !cursor.skip(" (")) return false;
  const std::size_t end = cursor.rest().find(')');
  if (end == std::string_view::npos) return false;
  return cursor.skip(cursor.rest().substr(0, end + 1)) && cursor.skip_spaces();
}

// " [comm]", before which newer kernels have the priority: " be,0,4 [comm]".
bool parse_comm(Cursor cursor, std::string_view& comm) {
  if (!cursor.skip_spaces()) return false;
  if (!cursor.skip('[')) {
    cursor.word();
    if (!cursor.skip(" [")) return false;
  }
  const std::string_view rest = cursor.rest();
  const std::size_t bracket = rest.rfind(']');
  if (bracket == std::string_view::npos) return false;
  comm = rest.substr(0, bracket);
  return true;
}

bool parse_number(std::string_view value, std::uint64_t& number) {
  Cursor cursor(value);
  return cursor.number(number) != 0 && cursor.at_end();
}

// A comm may hold spaces and '='; only a command can follow it.
std::string_view comm_of(std::string_view text) { return text.substr(0, text.rfind(" cmd=")); }

}  // namespace

bool BlockDetailsParser::parse(EventKind kind, std::string_view details, BlockDetails& parsed) {
  Cursor cursor(details);
  if (!skip_device(cursor) || !cursor.skip(' ')) return parse_pairs(details, parsed);
  parsed.device = details.substr(0, details.find(' '));
  cursor.skip_spaces();
  parsed.rwbs = cursor.word();
  if (parsed.rwbs.empty() || !cursor.skip_spaces()) return false;
  if (kind != EventKind::queue && !skip_bytes_and_command(cursor)) return false;
  if (cursor.number(parsed.sector) == 0 || !cursor.skip(" + ") || cursor.number(parsed.sector_count) == 0) return false;
  return parse_comm(cursor, parsed.comm);
}

bool BlockDetailsParser::parse_pairs(std::string_view details, BlockDetails& parsed) {
  Cursor cursor(details);
  parsed = {};
  bool has_sector = false;
  bool has_count = false;
  for (; !cursor.at_end(); cursor.skip_spaces()) {
    const std::string_view key = cursor.word('=');
    if (!cursor.skip('=')) return false;
    if (key == "comm") {
      parsed.comm = comm_of(cursor.rest());
      cursor.advance(parsed.comm.size());
      continue;
    }
    const std::string_view value = cursor.word();
    if (key == "dev" && !parse_device(value, parsed)) return false;
    if (key == "sector" && !(has_sector = parse_number(value, parsed.sector))) return false;
    if (key == "nr_sector" && !(has_count = parse_number(value, parsed.sector_count))) return false;
    if (key == "rwbs") parsed.rwbs = value;
  }
  return !parsed.device.empty() && has_sector && has_count && !parsed.rwbs.empty();
}

bool BlockDetailsParser::parse_device(std::string_view value, BlockDetails& parsed) {
  Cursor cursor(value);
  if (skip_device(cursor)) {
    parsed.device = value;
    return cursor.at_end();
  }
  std::uint32_t number = 0;
  Cursor plain(value);
  if (!plain.number_of(number) || !plain.at_end()) return false;
  parsed.device = device_.text_of_any(number);
  return true;
}

void apply(const BlockDetails& details, BlockRequest& request) {
  request.device = details.device;
  request.operation = operation_of_rwbs(details.rwbs);
  request.offset_bytes = bytes_of_sectors(details.sector);
  request.length_bytes = bytes_of_sectors(details.sector_count);
  request.fallback_name = details.comm;
}

}  // namespace zramlab
