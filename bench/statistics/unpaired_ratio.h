// How many times as large B is as A, from runs that were not measured beside each other: two result files.
#pragma once

#include "bench/statistics/interval.h"
#include "bench/statistics/mann_whitney.h"

#include <optional>
#include <span>

namespace zramlab {

struct UnpairedRatio {
  double ratio = 1;                  // of the medians, B / A
  double typical_ratio = 1;          // the median over all pairs of a run of A and one of B (Hodges and Lehmann)
  std::optional<Interval> interval;  // of typical_ratio; nullopt: too few runs
  MannWhitney test;
  double cliffs_delta = 0;
};

// The interval holds every ratio that the Mann-Whitney test does not exclude: A's runs, each times that ratio, could be B's.
// Where few runs are lopsided, the ratio of the medians may lie just outside. REQUIRES values above 0, at least one on each side.
// Source: Hodges and Lehmann, Estimates of location based on rank tests, Annals of Mathematical Statistics 34 (1963).
UnpairedRatio unpaired_ratio(std::span<const double> a, std::span<const double> b, double confidence = confidence_default);

}  // namespace zramlab
