// The lines of a text file, plain or zstd, without an allocation for any of them.
#pragma once

#include "traces/importers/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace zramlab {

// Of a longer line only this much is seen; the rest is skipped.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr std::size_t line_bytes_max = 512;  // so that small inputs have lines that are too long
#else
inline constexpr std::size_t line_bytes_max = std::size_t{64} << 10;
#endif

class LineReader {
 public:
  explicit LineReader(const std::filesystem::path& file);

  // The next line without its end; false after the last. The view holds until the next call.
  bool next(std::string_view& line);

  // Of the line that next() gave, from 1.
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
  [[nodiscard]] const std::filesystem::path& file() const { return source_.file(); }

 private:
  bool refill();
  bool skip_rest_of_line();

  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // what was not yet given lies in [begin_, end_)
  std::size_t end_ = 0;
  std::uint64_t line_number_ = 0;
  bool within_long_line_ = false;
};

}  // namespace zramlab
