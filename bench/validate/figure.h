// One figure of a validation: what the simulated machine says beside what it should.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

struct Target {
  enum class Kind {
    within,    // |found / expected - 1| is at most the bound
    at_most,   // found is
    at_least,  // found is
  };
  Kind kind = Kind::within;
  double bound = 0;
};

enum class FigureVerdict { met, missed, reported };

// How a figure's numbers are written.
enum class Unit { plain, per_second, share, factor, ns };

struct Figure {
  std::string name;  // what was measured, and on what
  Unit unit = Unit::plain;
  double found = 0;
  std::optional<double> expected{};
  double interval = 0;  // half of the 95 % interval of `found`, as a share of it; 0: it has none
  std::optional<Target> target{};
  std::string note{};

  // found / expected - 1. REQUIRES an expected value.
  [[nodiscard]] double error() const { return *expected != 0 ? found / *expected - 1 : found; }

  [[nodiscard]] FigureVerdict verdict() const {
    if (!target) return FigureVerdict::reported;
    if (!std::isfinite(found)) return FigureVerdict::missed;
    switch (target->kind) {
      case Target::Kind::within: return std::abs(error()) <= target->bound ? FigureVerdict::met : FigureVerdict::missed;
      case Target::Kind::at_most: return found <= target->bound ? FigureVerdict::met : FigureVerdict::missed;
      case Target::Kind::at_least: return found >= target->bound ? FigureVerdict::met : FigureVerdict::missed;
    }
    return FigureVerdict::missed;
  }
};

// A part of the report.
struct PartReport {
  std::string name;   // as --only has it
  std::string title;
  std::string method; // a few sentences
  std::vector<Figure> figures{};
  std::vector<std::string> notes{};  // what was left out and why, and what else a reader must know
  double wall_s = 0;
};

}  // namespace zramlab
