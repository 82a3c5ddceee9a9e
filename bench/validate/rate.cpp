#include "bench/validate/rate.h"

#include "engine/platform/virtual/machine_costs.h"

#include <cmath>
#include <numeric>

namespace zramlab {

Rate BatchCounter::rate() const {
  constexpr double student_95_29 = 2.045;  // two-sided, for 30 batches
  Rate rate;
  rate.count = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  const double mean = static_cast<double>(rate.count) / static_cast<double>(batches);
  if (mean == 0) return rate;
  double squares = 0;
  for (const std::uint64_t count : counts_) {
    const double off = static_cast<double>(count) - mean;
    squares += off * off;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(batches - 1));
  rate.per_second = mean / (static_cast<double>(span_) / (1e9 * static_cast<double>(ps_per_ns)));
  rate.interval = student_95_29 * deviation / std::sqrt(static_cast<double>(batches)) / mean;
  return rate;
}

}  // namespace zramlab
