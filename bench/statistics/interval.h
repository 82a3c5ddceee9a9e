// Where a figure lies, with what confidence.
#pragma once

namespace zramlab {

// The confidence of every interval that the program reports.
inline constexpr double confidence_default = 0.95;

// What rounding may do to a probability: a bound that is met exactly counts as met.
inline constexpr double probability_rounding = 1e-12;

// Both ends belong to it.
struct Interval {
  double low = 0;
  double high = 0;
  double coverage = 0;  // the confidence that it has: at least what was asked for, since ranks come in steps

  [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
  [[nodiscard]] double half_width() const { return (high - low) / 2; }
  bool operator==(const Interval&) const = default;
};

}  // namespace zramlab
