#include "bench/statistics/median.h"

#include "bench/statistics/binomial.h"
#include "engine/base/check.h"

#include <algorithm>

namespace zramlab {

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::size_t median_interval_rank(std::size_t count, double confidence) {
  std::size_t rank = 0;
  while (rank < count / 2 && median_interval_coverage(count, rank + 1) >= confidence - probability_rounding) ++rank;
  return rank;
}

double median_interval_coverage(std::size_t count, std::size_t rank) { return 1 - 2 * fair_flips_at_most(rank - 1, count); }

std::optional<Interval> median_interval(std::span<const double> values, double confidence) {
  const std::size_t rank = median_interval_rank(values.size(), confidence);
  if (rank == 0) return std::nullopt;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return Interval{sorted[rank - 1], sorted[sorted.size() - rank], median_interval_coverage(values.size(), rank)};
}

std::size_t values_for_interval(double confidence) {
  ZRAMLAB_CHECK(confidence > 0 && confidence < 1, "no number of values gives certainty");
  std::size_t count = 2;
  while (median_interval_rank(count, confidence) == 0) ++count;
  return count;
}

}  // namespace zramlab
