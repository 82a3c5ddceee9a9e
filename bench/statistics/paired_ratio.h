// How many times as large B is as A, from rounds in which both were measured beside each other.
#pragma once

#include "bench/statistics/interval.h"
#include "bench/statistics/sign_test.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace zramlab {

struct PairedRatio {
  std::size_t rounds = 0;
  double ratio = 1;                  // the median over rounds of B / A
  std::optional<Interval> interval;  // of that median; nullopt: too few rounds
  SignTest sign;                     // of the logarithms of B / A
};

// ln(B / A) of each round. REQUIRES as many values in both, and all above 0 (see have_ratio()).
std::vector<double> log_ratios(std::span<const double> a, std::span<const double> b);

// The median ratio with its exact sign-test interval: drift that hits both sides of a round alike cancels out.
// REQUIRES as log_ratios(). Source: as of median_interval() and sign_test().
PairedRatio paired_ratio(std::span<const double> a, std::span<const double> b, double confidence = confidence_default);

// Whether every value is above 0 and finite: other figures have no ratio.
bool have_ratio(std::span<const double> values);

}  // namespace zramlab
