// How large a difference is, beside whether there is one.
#pragma once

#include <span>
#include <string_view>

namespace zramlab {

// Cliff's delta: the share of pairs in which the second set's value is the larger one, minus the share in which it is the
// smaller one. From -1 (always smaller) to 1 (always larger); 0 where a set is empty. Needs no unit and no distribution.
// Source: Cliff, Dominance statistics, Psychological Bulletin 114 (1993).
double cliffs_delta(std::span<const double> first, std::span<const double> second);

// "negligible", "small", "medium" or "large": |delta| below 0.147, 0.33, 0.474, or above.
// Source: Romano and others, Annual meeting of the Florida Association of Institutional Research (2006).
std::string_view magnitude_of(double cliffs_delta);

}  // namespace zramlab
