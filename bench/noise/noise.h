// What difference a machine can tell from noise: the same runs against themselves.
#pragma once

#include "bench/compare/change.h"
#include "bench/compare/rounds.h"

#include <optional>
#include <string>
#include <vector>

namespace zramlab {

struct FigureNoise {
  FigureChange change;  // between A and A
  // The smallest difference that rounds like these would show, as a share: half the interval of the median log ratio. nullopt: too
  // few rounds, or a figure without a ratio.
  std::optional<double> resolution;

  // A difference was shown where there is none: one in twenty figures may.
  [[nodiscard]] bool is_false_alarm() const { return change.change == Change::gain || change.change == Change::loss; }

  // How many rounds would resolve a difference of `share` (0.05 is 5 %): the width of an interval shrinks with the root of their number,
  // and 6 are the least for any. An estimate from few rounds is a rough one. nullopt: without a resolution.
  [[nodiscard]] std::optional<std::size_t> rounds_for(double share) const;
};

struct CellNoise {
  std::string run_name;
  std::vector<FigureNoise> figures;
};

// Of each cell of rounds in which both sides were the same. What has no noise, as bytes that are equal each time, is left out.
std::vector<CellNoise> noise_of(const Rounds& rounds, const std::vector<const ComparedFigure*>& figures);

}  // namespace zramlab
