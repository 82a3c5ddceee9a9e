// Whether counts follow the probabilities they should.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace zramlab::test {

// rank^-exponent, normalised; of rank 1 first.
inline std::vector<double> zipf_probabilities(std::uint32_t count, double exponent) {
  std::vector<double> probabilities;
  double sum = 0;
  for (std::uint32_t rank = 1; rank <= count; ++rank) sum += probabilities.emplace_back(std::pow(rank, -exponent));
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

// How many standard deviations Pearson's chi-square lies above what it is on average. Neighbours that are rare are counted together.
inline double deviations_above(const std::vector<std::uint64_t>& counts, const std::vector<double>& probabilities) {
  double total = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count);
  double chi_square = 0;
  double cells = 0;
  double expected = 0;
  double counted = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    expected += probabilities[i] * total;
    counted += static_cast<double>(counts[i]);
    if (expected < 10 && i + 1 != probabilities.size()) continue;
    chi_square += (counted - expected) * (counted - expected) / expected;
    cells += 1;
    expected = counted = 0;
  }
  const double freedom = cells - 1;
  return freedom > 0 ? (chi_square - freedom) / std::sqrt(2 * freedom) : 0;
}

// So rare that a fixed seed which exceeds it means a mistake.
inline constexpr double deviations_max = 4;

}  // namespace zramlab::test
