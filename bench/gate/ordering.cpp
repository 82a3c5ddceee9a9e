#include "bench/gate/ordering.h"

#include "bench/gate/glob.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zramlab {

namespace {

constexpr std::string_view spaces = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

std::vector<std::string_view> words_of(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  for (std::size_t begin = text.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
  return words;
}

InputError bad_ordering(const std::string& file, const std::string& text, const std::string& what) {
  return bad_input(fmt::format("{}: orderings: '{}': {}; write it as in 'per-cpu >= idle-list @ threads:2 [items_per_second]'", file,
                               text, what));
}

// Takes "[metric]" off the end of `rest`.
std::string take_metric(std::string_view& rest, const std::string& file, const std::string& text) {
  const std::size_t open = rest.find('[');
  if (open == std::string_view::npos) return "items_per_second";
  if (rest.back() != ']') throw bad_ordering(file, text, "a metric in [ ] comes last");
  const std::string metric(trimmed(rest.substr(open + 1, rest.size() - open - 2)));
  if (metric.empty()) throw bad_ordering(file, text, "there is no metric in [ ]");
  rest = trimmed(rest.substr(0, open));
  return metric;
}

}  // namespace

std::string Ordering::rest_of(std::string_view name, std::string_view strategy) const {
  if (!name.starts_with(strategy) || name.size() <= strategy.size() || name[strategy.size()] != '/') return {};
  const std::string_view rest = name.substr(strategy.size() + 1);
  const std::vector<std::string_view> parts = words_of(rest, "/");
  const bool passes = std::all_of(filters.begin(), filters.end(), [&](const std::string& filter) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return matches_glob(filter, part); });
  });
  return passes ? std::string(rest) : std::string();
}

Ordering parse_ordering(const std::string& text, const std::string& file) {
  Ordering ordering;
  ordering.text = text;
  std::string_view rest = trimmed(text);
  if (rest.empty()) throw bad_ordering(file, text, "it is empty");
  ordering.metric = take_metric(rest, file, text);
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    for (const std::string_view filter : words_of(rest.substr(at + 1), " \t,")) ordering.filters.emplace_back(filter);
    if (ordering.filters.empty()) throw bad_ordering(file, text, "nothing follows the @");
    rest = trimmed(rest.substr(0, at));
  }
  const std::vector<std::string_view> words = words_of(rest, spaces);
  if (words.size() != 3) throw bad_ordering(file, text, "an ordering has two strategies and >= or <= between them");
  if (words[1] != ">=" && words[1] != "<=") throw bad_ordering(file, text, fmt::format("'{}' is neither >= nor <=", words[1]));
  ordering.left = words[0];
  ordering.right = words[2];
  ordering.left_is_greater = words[1] == ">=";
  if (ordering.left == ordering.right) throw bad_ordering(file, text, "both sides are the same strategy");
  return ordering;
}

}  // namespace zramlab
