#include "bench/sensitivity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

namespace zramlab {

namespace {

constexpr double tie = 0.02;

// 1: a is faster, -1: b is, 0: no order.
int order_of(double a, double b) {
  if (a > b * (1 + tie)) return 1;
  return b > a * (1 + tie) ? -1 : 0;
}

std::string name_of(const ScaledRun& run) { return fmt::format("{} x{}", to_string(run.group), run.factor); }

// "a over b (wake_up x2, ...)" for each pair whose order turns round somewhere.
std::vector<std::string> turned_pairs(const std::vector<const Result*>& results) {
  std::vector<std::string> turned;
  for (const Result* a : results) {
    for (const Result* b : results) {
      if (order_of(a->measured.items_per_second(), b->measured.items_per_second()) != 1) continue;
      std::vector<std::string> where;
      for (std::size_t i = 0; i < std::min(a->sensitivity.size(), b->sensitivity.size()); ++i) {
        if (order_of(a->sensitivity[i].items_per_second, b->sensitivity[i].items_per_second) == -1) {
          where.push_back(name_of(a->sensitivity[i]));
        }
      }
      if (!where.empty()) turned.push_back(fmt::format("{} over {} ({})", a->cell.strategy, b->cell.strategy, fmt::join(where, ", ")));
    }
  }
  return turned;
}

}  // namespace

std::pair<double, double> band_of(const Result& result) {
  std::pair<double, double> band{result.measured.items_per_second(), result.measured.items_per_second()};
  for (const ScaledRun& run : result.sensitivity) {
    band.first = std::min(band.first, run.items_per_second);
    band.second = std::max(band.second, run.items_per_second);
  }
  return band;
}

std::string describe_ranking(std::span<const Result> results) {
  std::map<std::pair<std::string, ThreadIndex>, std::vector<const Result*>> cells;
  for (const Result& result : results) {
    if (result.sensitivity.empty() || result.repetition != 0) continue;
    cells[{result.cell.codec, result.cell.threads}].push_back(&result);
  }
  std::string text;
  for (const auto& [cell, compared] : cells) {
    if (compared.size() < 2) continue;
    const std::vector<std::string> turned = turned_pairs(compared);
    text += fmt::format("ranking, {} at {} threads, parameters x0.5 and x2: ", cell.first, cell.second);
    text += turned.empty() ? "holds\n" : fmt::format("turns for {}\n", fmt::join(turned, "; "));
  }
  return text;
}

}  // namespace zramlab
