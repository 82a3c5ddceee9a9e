// Ranks drawn by Zipf's law: few are drawn often, most seldom.
#pragma once

#include "engine/base/random.h"

#include <cstdint>

namespace zramlab {

// Rank k of `count` has a probability in proportion to k^-exponent; exponent 0: all alike. Draws by rejection-inversion (Hörmann,
// Derflinger: Rejection-inversion to generate variates from monotone discrete distributions, 1996), so that it needs no table,
// however many ranks there are.
class Zipf {
 public:
  // REQUIRES count at least 1, exponent from 0 to 10.
  Zipf(std::uint32_t count, double exponent);

  // A rank from 1 to count.
  std::uint32_t operator()(Random& random) const;

 private:
  [[nodiscard]] double density(double x) const;
  // The integral of the density from 1 to x, and its inverse.
  [[nodiscard]] double integral(double x) const;
  [[nodiscard]] double inverse_integral(double area) const;

  std::uint32_t count_;
  double exponent_;
  double lowest_area_;
  double highest_area_;
  double sure_;  // a rank that lies this near above x, or further below it, needs no test
};

}  // namespace zramlab
