#include "bench/statistics/outliers.h"

#include "bench/statistics/median.h"
#include "bench/statistics/spread.h"

#include <cmath>

namespace zramlab {

namespace {

// Of three values one is always far from the other two, by some measure.
constexpr std::size_t values_min = 4;

// Standard deviations of a normal distribution in one MAD, and in one mean absolute deviation.
constexpr double stddevs_in_mad = 0.6744897501960817;
constexpr double stddevs_in_mean_deviation = 0.7978845608028654;

}  // namespace

std::vector<double> modified_z_scores(std::span<const double> values) {
  std::vector<double> scores(values.size(), 0);
  if (values.size() < values_min) return scores;
  const double median = median_of({values.begin(), values.end()});
  std::vector<double> deviations;
  for (const double value : values) deviations.push_back(std::abs(value - median));
  const double mad = median_of(deviations);
  const double unit = mad > 0 ? mad / stddevs_in_mad : mean_of(deviations) / stddevs_in_mean_deviation;
  if (!(unit > 0)) return scores;
  for (std::size_t i = 0; i < values.size(); ++i) scores[i] = (values[i] - median) / unit;
  return scores;
}

std::vector<std::size_t> outliers_of(std::span<const double> values) {
  const std::vector<double> scores = modified_z_scores(values);
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::abs(scores[i]) > modified_z_max) indices.push_back(i);
  }
  return indices;
}

}  // namespace zramlab
