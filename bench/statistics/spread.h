// How far repeated measurements lie apart.
#pragma once

#include <span>

namespace zramlab {

// 0 of none.
double mean_of(std::span<const double> values);

// Of the sample (n - 1), in the unit of the values; 0 of fewer than two.
double stddev_of(std::span<const double> values);

// stddev / mean, without a unit; 0 where the mean is not above 0.
double coefficient_of_variation(std::span<const double> values);

}  // namespace zramlab
