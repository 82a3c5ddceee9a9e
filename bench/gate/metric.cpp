#include "bench/gate/metric.h"

#include <algorithm>
#include <array>

namespace zramlab {

namespace {

// "mm_stat.compr_data_size" lies in "mm_stat".
bool lies_in(std::string_view path, std::string_view group) {
  return path.starts_with(group) && (path.size() == group.size() || path[group.size()] == '.');
}

template <std::size_t Count>
bool lies_in_one_of(std::string_view path, const std::array<std::string_view, Count>& groups) {
  return std::any_of(groups.begin(), groups.end(), [&](std::string_view group) { return lies_in(path, group); });
}

}  // namespace

std::string_view to_string(GoodDirection better) {
  switch (better) {
    case GoodDirection::lower: return "lower";
    case GoodDirection::higher: return "higher";
    case GoodDirection::neither: return "neither";
  }
  return "unknown";
}

std::vector<std::string> metrics_of(const ResultRow& row) {
  static constexpr std::array<std::string_view, 6> numbering = {"repetitions",  "repetition_index",          "threads",
                                                                "family_index", "per_family_instance_index", "iterations"};
  std::vector<std::string> metrics;
  for (const auto& [metric, value] : row.figures) {
    if (!lies_in_one_of(metric, numbering)) metrics.push_back(metric);
  }
  return metrics;
}

GoodDirection better_by_default(std::string_view metric) {
  static constexpr std::array<std::string_view, 4> higher = {"items_per_second", "bytes_per_second", "efficiency", "fairness"};
  static constexpr std::array<std::string_view, 3> neither = {"mm_stat.orig_data_size", "mm_stat.same_pages", "reads_checked"};
  if (lies_in_one_of(metric, higher)) return GoodDirection::higher;
  return lies_in_one_of(metric, neither) ? GoodDirection::neither : GoodDirection::lower;
}

bool is_exact_by_default(std::string_view metric, bool simulated, std::uint64_t threads) {
  if (simulated) return true;
  // With more writers than one, where zspages are half full at the end depends on who came first.
  static constexpr std::array<std::string_view, 4> of_the_input = {"mm_stat.orig_data_size", "mm_stat.compr_data_size",
                                                                   "mm_stat.same_pages", "mm_stat.huge_pages"};
  static constexpr std::array<std::string_view, 6> of_one_thread = {"mm_stat", "io_stat", "debug_stat",
                                                                    "streams", "stream_bytes", "stream_bytes_max"};
  return lies_in_one_of(metric, of_the_input) || (threads == 1 && lies_in_one_of(metric, of_one_thread));
}

}  // namespace zramlab
