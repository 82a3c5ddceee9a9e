// Had the run reached a steady state? Judged as fio does: over a window of intervals that rolls along the run, either no interval's
// rate is further from their mean than a limit, or a straight line through them is flatter than a limit.
#pragma once

#include "bench/series.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// "iops:5%" or "iops_slope:0.3%".
struct SteadyStateCriterion {
  enum class Kind : std::uint8_t { iops, iops_slope };

  Kind kind = Kind::iops;
  double limit_percent = 5;

  [[nodiscard]] std::string text() const;
};

// THROWS InputError (usage) that names --steady-state.
SteadyStateCriterion parse_steady_state(std::string_view text);

// Intervals of a window: a quarter of the run's, but at least so many.
inline constexpr std::size_t steady_window_intervals_min = 8;

struct SteadyState {
  bool is_judged = false;  // false: the run has too few intervals
  bool attained = false;
  double attained_at_s = 0;  // the end of the first window that was steady
  double window_s = 0;
  // Of the window that was steady first, else of the last one.
  double mean_per_second = 0;
  double deviation_percent = 0;  // the largest, of the mean
  double slope_percent = 0;      // change of the rate from one interval to the next, of the mean
  std::vector<double> rates;     // of that window
};

SteadyState judge_steady_state(std::span<const SeriesPoint> points, const SteadyStateCriterion& criterion);

}  // namespace zramlab
