// The median of repeated measurements, and where the median of all that could have been measured lies.
#pragma once

#include "bench/statistics/interval.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace zramlab {

// The median of some numbers; the mean of the two in the middle of an even count; 0 of none.
double median_of(std::vector<double> values);

// The exact interval of the median by order statistics: from the d-th smallest to the d-th largest value, with the largest
// d for which a fair coin (is a value below the median?) allows the confidence. No assumption about the distribution but
// that the values are independent. Unit: that of the values. nullopt where there are too few (see values_for_interval()).
// Source: David and Nagaraja, Order Statistics, 3rd edition, section 7.1.
std::optional<Interval> median_interval(std::span<const double> values, double confidence = confidence_default);

// The d of median_interval(), counted from 1; 0: too few values.
std::size_t median_interval_rank(std::size_t count, double confidence = confidence_default);

// The confidence that the interval from the rank-th smallest to the rank-th largest of so many values has. REQUIRES rank >= 1.
double median_interval_coverage(std::size_t count, std::size_t rank);

// How many values an interval of the median takes at least: 6 for 95 %, since all of n lie on one side of the median
// with probability 2^(1-n).
std::size_t values_for_interval(double confidence = confidence_default);

}  // namespace zramlab
