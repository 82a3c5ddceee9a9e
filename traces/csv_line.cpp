#include "traces/csv_line.h"

#include "traces/metadata.h"

namespace zramlab {

bool CsvLine::next(std::string_view& field) {
  if (at_end_ || is_malformed_) return false;
  if (rest_.starts_with('"')) return next_quoted(field);
  const std::size_t comma = rest_.find(',');
  field = rest_.substr(0, comma);
  at_end_ = comma == std::string_view::npos;
  if (!at_end_) rest_.remove_prefix(comma + 1);
  return true;
}

// A quote within quotes is written twice.
bool CsvLine::next_quoted(std::string_view& field) {
  unquoted_.clear();
  for (rest_.remove_prefix(1);;) {
    const std::size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) break;
    unquoted_ += rest_.substr(0, quote);
    rest_.remove_prefix(quote + 1);
    if (rest_.starts_with('"')) {
      unquoted_ += '"';
      rest_.remove_prefix(1);
      continue;
    }
    at_end_ = rest_.empty();
    if (!at_end_ && !rest_.starts_with(',')) break;
    if (!at_end_) rest_.remove_prefix(1);
    field = unquoted_;
    return true;
  }
  is_malformed_ = true;
  return false;
}

std::string csv_field(std::string_view text) {
  std::string field = printable(text);
  if (field.find_first_of(",\"") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char letter : field) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

}  // namespace zramlab
