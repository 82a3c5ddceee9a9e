#include "traces/importers/line_reader.h"

#include <cstring>
#include <span>

namespace zramlab {
namespace {

// Stays in the L2 cache together with what the lines are turned into.
constexpr std::size_t buffer_bytes = 4 * line_bytes_max;

}  // namespace

LineReader::LineReader(const std::filesystem::path& file) : source_(file), buffer_(buffer_bytes) {}

bool LineReader::next(std::string_view& line) {
  if (within_long_line_ && !skip_rest_of_line()) return false;
  std::size_t searched = 0;
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const std::size_t available = end_ - begin_;
    const void* newline = std::memchr(from + searched, '\n', available - searched);
    if (newline != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(newline) - from);
      line = {from, length};
      begin_ += length + 1;
      within_long_line_ = false;
      break;
    }
    searched = available;
    if (available < line_bytes_max && refill()) continue;
    if (available == 0) return false;
    line = {from, available};
    begin_ = end_;
    within_long_line_ = available >= line_bytes_max;
    break;
  }
  ++line_number_;
  line = line.substr(0, line_bytes_max);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

// Moves what is left to the front and fills up behind it; false at the end of the file.
bool LineReader::refill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t bytes = source_.read(std::as_writable_bytes(std::span(buffer_).subspan(end_)));
  end_ += bytes;
  return bytes > 0;
}

// Moves past the end of a line that was too long; false at the end of the file.
bool LineReader::skip_rest_of_line() {
  for (;;) {
    const char* from = buffer_.data() + begin_;
    if (const void* newline = std::memchr(from, '\n', end_ - begin_)) {
      begin_ += static_cast<std::size_t>(static_cast<const char*>(newline) - from) + 1;
      return true;
    }
    begin_ = end_;
    if (!refill()) return false;
  }
}

}  // namespace zramlab
