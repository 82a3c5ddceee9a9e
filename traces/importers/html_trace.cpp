#include "traces/importers/html_trace.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool begins_with_letters(std::string_view text, std::string_view letters) {
  return text.size() >= letters.size() &&
         std::ranges::equal(text.substr(0, letters.size()), letters, {}, lower, lower);
}

bool opens_trace_data(std::string_view line) {
  const std::size_t tag = line.find("<script");
  return tag != std::string_view::npos && line.find("class=\"trace-data\"", tag) != std::string_view::npos;
}

}  // namespace

bool begins_as_html(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  text.remove_prefix(begin);
  return begins_with_letters(text, "<!doctype html") || begins_with_letters(text, "<html");
}

bool HtmlTrace::is_trace_of_page(std::string_view line) {
  const bool is_blank = line.find_first_not_of(" \t") == std::string_view::npos;
  if (state_ == State::at_start && !is_blank) state_ = begins_as_html(line) ? State::viewer : State::plain;
  if (state_ == State::at_start) return false;
  if (state_ == State::plain) return true;
  if (state_ == State::viewer) {
    if (opens_trace_data(line)) state_ = State::script_begin;
    return false;
  }
  if (line.find("</script>") != std::string_view::npos) {
    state_ = State::viewer;
    return false;
  }
  if (state_ == State::script_begin && !is_blank) {
    // The processes' table and the viewer's JSON begin otherwise.
    state_ = line.starts_with('#') || line.find("] ") != std::string_view::npos ? State::trace : State::other_script;
  }
  found_ = found_ || state_ == State::trace;
  return state_ == State::trace;
}

void HtmlTrace::require_trace(const std::filesystem::path& file) const {
  if (state_ == State::at_start || state_ == State::plain || found_) return;
  throw bad_input(fmt::format("{}: a page of HTML without <script class=\"trace-data\">, in which systrace puts the "
                              "recording; give the page that systrace wrote, or the text itself",
                              file.string()));
}

}  // namespace zramlab
