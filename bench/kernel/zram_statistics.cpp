#include "bench/kernel/zram_statistics.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace zramlab {

namespace {

// The first `count` numbers between blanks; 0 where there is none.
template <std::size_t count>
std::array<std::uint64_t, count> numbers_in(std::string_view text) {
  std::array<std::uint64_t, count> numbers{};
  for (std::uint64_t& number : numbers) {
    const std::size_t start = text.find_first_not_of(" \t\n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) break;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return numbers;
}

}  // namespace

MmStat parse_mm_stat(std::string_view text) {
  const auto fields = numbers_in<9>(text);
  return {.orig_data_size = fields[0],
          .compr_data_size = fields[1],
          .mem_used_total = fields[2],
          .mem_limit = fields[3],
          .mem_used_max = fields[4],
          .same_pages = fields[5],
          .pages_compacted = fields[6],
          .huge_pages = fields[7],
          .huge_pages_since = fields[8]};
}

IoStat parse_io_stat(std::string_view text) {
  const auto fields = numbers_in<4>(text);
  return {.failed_reads = fields[0], .failed_writes = fields[1], .invalid_io = fields[2], .notify_free = fields[3]};
}

// Below a line that says the version.
DebugStat parse_debug_stat(std::string_view text) {
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return {};
  const auto fields = numbers_in<2>(text.substr(line));
  return {.writestall = fields[0], .miss_free = fields[1]};
}

}  // namespace zramlab
