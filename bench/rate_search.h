// The search for the highest rate that keeps a goal: doubling, halving, bisection, and a confirmation.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// One run at one rate, and how it went.
struct RateProbe {
  double rate = 0;  // operations a second
  double quantile_ns = 0;
  double achieved_per_second = 0;
  bool is_saturated = false;
  bool passed = false;
  bool confirms = false;  // a repetition of a rate that had passed
};

struct RateSearch {
  std::string goal;
  double rate = 0;       // the highest that passed, confirmed; 0: none did
  double precision = 0;  // a rate that is higher by this share was tried and failed
  bool is_confirmed = false;
  double capacity_per_second = 0;  // as a closed loop, where the search began
  std::vector<RateProbe> probes;   // in the order in which they were made
};

inline constexpr std::size_t rate_probes_max = 40;
inline constexpr double rate_precision = 0.01;
// The search gives up at this share of the capacity.
inline constexpr double rate_floor = 1.0 / 4096;

// Runs at a rate; `repetition` is 0, or above where the rate passed before and other circumstances are wanted: another seed. Empty: the search is
// to end.
using ProbeRate = std::function<std::optional<RateProbe>(double rate, unsigned repetition)>;

// 1. Rates from half the capacity on are doubled until one fails, or halved until one passes.
// 2. The gap is bisected until the rates differ by rate_precision.
// 3. The rate found has to pass again, under other circumstances. If it fails, lower ones follow, in steps that double, which have to pass twice.
RateSearch search_rate(double capacity_per_second, const ProbeRate& probe);

}  // namespace zramlab
