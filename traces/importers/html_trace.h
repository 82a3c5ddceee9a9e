// Finds the recorded text within the pages of HTML that systrace writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace zramlab {

// systrace's page is a viewer of some megabytes, then <script class="trace-data" …>, the text as
// tracefs printed it, and </script>; other agents' data follow in the same way and are no such text.
class HtmlTrace {
 public:
  // Shown every line in turn, says which are recorded text: all of them in what is no HTML.
  bool is_trace(std::string_view line) {
    if (state_ == State::plain) return true;
    return is_trace_of_page(line);
  }

  // THROWS InputError (bad_input) if the page held no recorded text.
  void require_trace(const std::filesystem::path& file) const;

 private:
  enum class State : std::uint8_t { at_start, plain, viewer, script_begin, trace, other_script };

  bool is_trace_of_page(std::string_view line);

  State state_ = State::at_start;
  bool found_ = false;
};

// <!DOCTYPE html> or <html …>, in any case.
bool begins_as_html(std::string_view text);

}  // namespace zramlab
