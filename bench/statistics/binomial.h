// How often a fair coin falls.
#pragma once

#include <cstddef>

namespace zramlab {

// The probability of at most `heads` heads in `flips` flips of a fair coin. Exact to rounding; O(heads).
double fair_flips_at_most(std::size_t heads, std::size_t flips);

}  // namespace zramlab
