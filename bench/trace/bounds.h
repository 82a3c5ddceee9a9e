// Parts of a trace as command lines name them: times, operations by number, ranges.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zramlab {

// "2s" and "150ms" are times, "5000" and "20k" numbers of operations.
struct Bound {
  bool is_time = false;
  std::uint64_t value = 0;  // nanoseconds or operations
};

// THROWS InputError (usage) that names `option`, as all below.
Bound parse_bound(std::string_view text, std::string_view option);

// "2s..5s", "..5s", "2s..": first included, last excluded, in nanoseconds.
std::pair<std::uint64_t, std::uint64_t> parse_time_range(std::string_view text, std::string_view option);

// Numbers, both ends included.
using NumberRanges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

// "0-3,6".
NumberRanges parse_ranges(std::string_view text, std::string_view option);

bool contains(const NumberRanges& ranges, std::uint64_t number);

// "a,b,c" as its parts.
std::vector<std::string> split_list(std::string_view text);

}  // namespace zramlab
