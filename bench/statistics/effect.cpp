#include "bench/statistics/effect.h"

#include <cmath>

namespace zramlab {

double cliffs_delta(std::span<const double> first, std::span<const double> second) {
  if (first.empty() || second.empty()) return 0;
  double balance = 0;
  for (const double a : first) {
    for (const double b : second) balance += b > a ? 1 : b < a ? -1 : 0;
  }
  return balance / (static_cast<double>(first.size()) * static_cast<double>(second.size()));
}

std::string_view magnitude_of(double cliffs_delta) {
  const double size = std::abs(cliffs_delta);
  if (size < 0.147) return "negligible";
  if (size < 0.33) return "small";
  return size < 0.474 ? "medium" : "large";
}

}  // namespace zramlab
