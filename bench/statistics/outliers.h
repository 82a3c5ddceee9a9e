// Repetitions that do not look like the others: to be named, never to be dropped.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace zramlab {

// A value that lies further from the median than this many (scaled) median absolute deviations is an outlier.
// Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 0.6745 |x - median| / MAD > 3.5.
inline constexpr double modified_z_max = 3.5;

// The modified z-score of each value, with its sign; all 0 of fewer than four values. Where more than half of the values are
// alike the MAD is 0, and the mean absolute deviation stands in for it.
std::vector<double> modified_z_scores(std::span<const double> values);

// Indices of the outliers among `values`, in their order.
std::vector<std::size_t> outliers_of(std::span<const double> values);

}  // namespace zramlab
