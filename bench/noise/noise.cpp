#include "bench/noise/noise.h"

#include "bench/statistics/median.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zramlab {

std::optional<std::size_t> FigureNoise::rounds_for(double share) const {
  if (!resolution) return std::nullopt;
  const double widths = std::log1p(*resolution) / std::log1p(share);
  const auto rounds = static_cast<std::size_t>(std::ceil(static_cast<double>(change.runs_a) * widths * widths));
  return std::max(rounds, values_for_interval());
}

std::vector<CellNoise> noise_of(const Rounds& rounds, const std::vector<const ComparedFigure*>& figures) {
  std::vector<CellNoise> cells;
  for (CellChange& cell : changes_between(rounds.a, rounds.b, figures, Pairing::rounds)) {
    CellNoise noise{cell.run_name, {}};
    for (FigureChange& change : cell.figures) {
      if (change.change == Change::equal) continue;
      std::optional<double> resolution;
      if (change.interval) resolution = std::sqrt(change.interval->high / change.interval->low) - 1;
      noise.figures.push_back({std::move(change), resolution});
    }
    cells.push_back(std::move(noise));
  }
  return cells;
}

}  // namespace zramlab
