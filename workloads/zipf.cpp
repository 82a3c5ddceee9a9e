#include "workloads/zipf.h"

#include <algorithm>
#include <cmath>

namespace zramlab {

namespace {

// Beside exponent 1 the integral is a difference of nearly equal numbers: there its limit, the logarithm, is nearer.
constexpr double logarithmic_within = 1e-8;

}  // namespace

Zipf::Zipf(std::uint32_t count, double exponent) : count_(count), exponent_(exponent) {
  // Rank 1 gets exactly its density, others the area of a strip of width 1 around them.
  lowest_area_ = integral(1.5) - 1;
  highest_area_ = integral(count + 0.5);
  sure_ = 2 - inverse_integral(integral(2.5) - density(2));
}

double Zipf::density(double x) const { return std::pow(x, -exponent_); }

double Zipf::integral(double x) const {
  const double power = 1 - exponent_;
  if (std::abs(power) < logarithmic_within) return std::log(x);
  return std::expm1(power * std::log(x)) / power;
}

double Zipf::inverse_integral(double area) const {
  const double power = 1 - exponent_;
  if (std::abs(power) < logarithmic_within) return std::exp(area);
  return std::exp(std::log1p(std::max(area * power, -1.0)) / power);
}

std::uint32_t Zipf::operator()(Random& random) const {
  while (true) {
    const double share = static_cast<double>(random() >> 11) * 0x1p-53;
    const double area = highest_area_ + share * (lowest_area_ - highest_area_);
    const double x = inverse_integral(area);
    const double rank = std::clamp(std::floor(x + 0.5), 1.0, static_cast<double>(count_));
    if (rank - x <= sure_ || area >= integral(rank + 0.5) - density(rank)) return static_cast<std::uint32_t>(rank);
  }
}

}  // namespace zramlab
