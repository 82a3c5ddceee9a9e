#include "bench/trace/bounds.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zramlab {
namespace {

std::uint64_t parse_number(std::string_view text, std::string_view whole, std::string_view option) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw usage_error(fmt::format("{}: '{}' is no list of numbers; write it as in 0-3,6", option, whole));
  }
  return number;
}

}  // namespace

Bound parse_bound(std::string_view text, std::string_view option) {
  if (text.ends_with('m')) {
    throw usage_error(fmt::format("{}: '{}' may be minutes or millions; write it as in 120s or 2M", option, text));
  }
  if (text.ends_with('s') || text.ends_with('h')) return {true, parse_duration_ns(text, option)};
  return {false, parse_count(text, option)};
}

std::pair<std::uint64_t, std::uint64_t> parse_time_range(std::string_view text, std::string_view option) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    throw usage_error(fmt::format("{}: '{}' is no range; write it as in 2s..5s", option, text));
  }
  const std::string_view from = text.substr(0, dots);
  const std::string_view to = text.substr(dots + 2);
  const std::uint64_t first = from.empty() ? 0 : parse_duration_ns(from, option);
  const std::uint64_t last = to.empty() ? ~std::uint64_t{0} : parse_duration_ns(to, option);
  if (last <= first) throw usage_error(fmt::format("{}: '{}' holds no time; write the earlier one first", option, text));
  return {first, last};
}

NumberRanges parse_ranges(std::string_view text, std::string_view option) {
  NumberRanges ranges;
  for (const std::string& item : split_list(text)) {
    const std::string_view range = item;
    const std::size_t dash = range.find('-');
    const std::uint64_t first = parse_number(range.substr(0, dash), text, option);
    const std::uint64_t last = dash == std::string_view::npos ? first : parse_number(range.substr(dash + 1), text, option);
    if (last < first) throw usage_error(fmt::format("{}: '{}' runs backwards; write the smaller number first", option, item));
    ranges.emplace_back(first, last);
  }
  return ranges;
}

bool contains(const NumberRanges& ranges, std::uint64_t number) {
  return std::ranges::any_of(ranges, [&](const auto& range) { return range.first <= number && number <= range.second; });
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    items.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return items;
}

}  // namespace zramlab
