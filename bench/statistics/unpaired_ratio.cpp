#include "bench/statistics/unpaired_ratio.h"

#include "bench/statistics/effect.h"
#include "bench/statistics/median.h"
#include "bench/statistics/paired_ratio.h"
#include "engine/base/check.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace zramlab {

UnpairedRatio unpaired_ratio(std::span<const double> a, std::span<const double> b, double confidence) {
  ZRAMLAB_CHECK(!a.empty() && !b.empty(), "a ratio takes a run on each side");
  ZRAMLAB_CHECK(have_ratio(a) && have_ratio(b), "only figures above 0 have a ratio");
  std::vector<double> shifts;  // of logarithms
  for (const double of_a : a) {
    for (const double of_b : b) shifts.push_back(std::log(of_b / of_a));
  }
  std::sort(shifts.begin(), shifts.end());
  UnpairedRatio result;
  result.ratio = median_of({b.begin(), b.end()}) / median_of({a.begin(), a.end()});
  result.typical_ratio = std::exp(median_of(shifts));
  result.test = mann_whitney(a, b);
  result.cliffs_delta = cliffs_delta(a, b);
  if (const std::size_t rank = mann_whitney_rank(a.size(), b.size(), confidence); rank != 0) {
    result.interval = Interval{std::exp(shifts[rank - 1]), std::exp(shifts[shifts.size() - rank]), confidence};
  }
  return result;
}

}  // namespace zramlab
