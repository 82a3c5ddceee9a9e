// Of two sets of runs that were not paired: do the values of one tend to be larger?
#pragma once

#include <cstddef>
#include <span>

namespace zramlab {

struct MannWhitney {
  double u = 0;         // pairs in which the second set's value is the larger one; a tie counts half
  double p_value = 1;   // two-sided
  bool is_exact = true;
};

// As many values in both sets together have their permutations counted; above that the normal distribution stands in.
inline constexpr std::size_t mann_whitney_exact_max = 50;

// Exact (every division of the values into two sets of these sizes is equally likely; ties share their mean rank) up to
// mann_whitney_exact_max values, then the normal distribution with corrections for ties and continuity. p is 1 where a set is
// empty. REQUIRES values without NaN.
// Source: Lehmann, Nonparametrics: Statistical Methods Based on Ranks (1975), sections 1.2 to 1.5.
MannWhitney mann_whitney(std::span<const double> first, std::span<const double> second);

// The largest k for which U, of sets of these sizes without ties, lies below k with probability (1 - confidence) / 2 at most:
// the k-th smallest and k-th largest pairwise difference are the interval of the shift between the sets. 0: too few values.
std::size_t mann_whitney_rank(std::size_t first, std::size_t second, double confidence);

}  // namespace zramlab
