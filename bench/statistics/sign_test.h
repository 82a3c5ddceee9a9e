// Of paired differences: does one side win more often than a coin would?
#pragma once

#include <cstddef>
#include <span>

namespace zramlab {

struct SignTest {
  std::size_t above = 0;  // differences above 0
  std::size_t below = 0;
  std::size_t zero = 0;
  // Two-sided and exact. Zeros count for the side that has less, so that p < 0.05 says the same as "the 95 % interval of the
  // median difference excludes 0"; the textbook drops them, and finds differences where most pairs were equal.
  double p_value = 1;
};

// `differences`: one for each pair, as logarithms of ratios; without NaN. The interval that belongs to it is
// median_interval(differences).
// Source: Conover, Practical Nonparametric Statistics, 3rd edition, section 3.4.
SignTest sign_test(std::span<const double> differences);

}  // namespace zramlab
