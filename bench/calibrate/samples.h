// Measured values and their quantiles.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace zramlab {

// The value below which `share` of the samples lie; 0 of none.
inline double quantile(std::vector<double> samples, double share) {
  if (samples.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(samples.size() - 1) + 0.5);
  std::ranges::nth_element(samples, samples.begin() + at);
  return samples[static_cast<std::size_t>(at)];
}

inline double median(std::vector<double> samples) { return quantile(std::move(samples), 0.5); }

inline double mean(std::span<const double> samples) {
  return samples.empty() ? 0 : std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
}

// Of the middle nine tenths: all modes count, and what a tick or another program did does not.
inline double middle_mean(std::vector<double> samples) {
  std::ranges::sort(samples);
  const std::size_t cut = samples.size() / 20;
  return mean(std::span(samples).subspan(cut, samples.size() - 2 * cut));
}

// The median of `batches` calls: what disturbs a few of them does not show.
template <class Measure>
double median_of(std::size_t batches, Measure measure) {
  std::vector<double> samples;
  for (std::size_t i = 0; i < batches; ++i) samples.push_back(measure());
  return median(std::move(samples));
}

// The least of them, for a measurement so long that other programs come between: they only ever make it longer.
template <class Measure>
double lowest_of(std::size_t batches, Measure measure) {
  std::vector<double> samples;
  for (std::size_t i = 0; i < batches; ++i) samples.push_back(measure());
  return quantile(std::move(samples), 0);
}

}  // namespace zramlab
