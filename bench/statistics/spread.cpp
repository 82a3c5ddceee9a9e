#include "bench/statistics/spread.h"

#include <cmath>
#include <numeric>

namespace zramlab {

double mean_of(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double stddev_of(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double coefficient_of_variation(std::span<const double> values) {
  const double mean = mean_of(values);
  return mean > 0 ? stddev_of(values) / mean : 0;
}

}  // namespace zramlab
