// Text on its way to a file, formatted without an allocation for each line.
#pragma once

#include "traces/output_file.h"

#include <fmt/compile.h>

#include <array>
#include <iterator>
#include <span>

namespace zramlab {

class TextOutput {
 public:
  explicit TextOutput(OutputFile& file) : file_(file) {}

  // `format` is an FMT_COMPILE.
  template <class Format, class... Arguments>
  void print(const Format& format, const Arguments&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, arguments...);
    if (text_.size() >= flush_bytes) flush();
  }

  // Writes what waits. REQUIRED before the file is published.
  void flush() {
    const std::span<const char> text(text_.data(), text_.size());
    file_.write(std::array{ByteView(std::as_bytes(text))});
    text_.clear();
  }

 private:
  static constexpr std::size_t flush_bytes = std::size_t{64} << 10;

  OutputFile& file_;
  fmt::memory_buffer text_;
};

}  // namespace zramlab
