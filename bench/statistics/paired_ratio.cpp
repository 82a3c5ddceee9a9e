#include "bench/statistics/paired_ratio.h"

#include "bench/statistics/median.h"
#include "engine/base/check.h"

#include <algorithm>
#include <cmath>

namespace zramlab {

bool have_ratio(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0 && std::isfinite(value); });
}

std::vector<double> log_ratios(std::span<const double> a, std::span<const double> b) {
  ZRAMLAB_CHECK(a.size() == b.size(), "a round has a value of A and one of B");
  ZRAMLAB_CHECK(have_ratio(a) && have_ratio(b), "only figures above 0 have a ratio");
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(std::log(b[i] / a[i]));
  return ratios;
}

PairedRatio paired_ratio(std::span<const double> a, std::span<const double> b, double confidence) {
  const std::vector<double> ratios = log_ratios(a, b);
  PairedRatio result{ratios.size(), std::exp(median_of(ratios)), median_interval(ratios, confidence), sign_test(ratios)};
  if (result.interval) {
    result.interval->low = std::exp(result.interval->low);
    result.interval->high = std::exp(result.interval->high);
  }
  return result;
}

}  // namespace zramlab
