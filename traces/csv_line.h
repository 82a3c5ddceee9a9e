// Lines of CSV: fields between commas, quoted where they hold one. No allocation but for such fields.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class CsvLine {
 public:
  explicit CsvLine(std::string_view text) : rest_(text) {}

  // The next field without its quotes; false after the last or where a quote is not closed. The view
  // holds until the next call.
  bool next(std::string_view& field);

  // True if next() stopped at a field that is not well formed.
  [[nodiscard]] bool is_malformed() const { return is_malformed_; }

 private:
  bool next_quoted(std::string_view& field);

  std::string_view rest_;
  std::string unquoted_;
  bool at_end_ = false;
  bool is_malformed_ = false;
};

// Quoted if it must be, control characters as '?'.
std::string csv_field(std::string_view text);

}  // namespace zramlab
