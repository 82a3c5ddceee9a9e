// What became of a figure between two results, and whether that can be told from noise.
#pragma once

#include "bench/compare/figures.h"
#include "bench/results_file_reader.h"
#include "bench/statistics/interval.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

enum class Change : std::uint8_t {
  gain,       // the whole interval lies on the better side of "no difference"
  loss,       // ... on the worse side
  not_shown,  // the interval holds "no difference": which does not mean that there is none
  too_few,    // too few runs for an interval
  equal,      // every run on both sides has the same value
  no_ratio,   // a value is 0: there is nothing to divide by
};

struct FigureChange {
  const ComparedFigure* figure = nullptr;
  std::size_t runs_a = 0;
  std::size_t runs_b = 0;
  double median_a = 0;
  double median_b = 0;
  double ratio = 1;                  // B / A: of the medians, or the median over rounds
  std::optional<Interval> interval;  // of the ratio
  double p_value = 1;
  double effect = 0;       // Cliff's delta: -1 B is always smaller, 1 always larger; of rounds: among those of a round
  bool is_exact = false;   // the figure does not vary: any difference is one
  Change change = Change::too_few;
};

struct CellChange {
  std::string run_name;
  std::vector<FigureChange> figures;
};

// From runs that were not measured beside each other. REQUIRES at least one value on each side. Values that are all alike on each
// side are exact where they come from virtual time, or are bytes of at least two runs.
FigureChange change_of_runs(const ComparedFigure& figure, std::span<const double> a, std::span<const double> b, bool is_virtual);

// From rounds; a[i] and b[i] were measured beside each other. REQUIRES as many values on both sides, and at least one.
FigureChange change_of_rounds(const ComparedFigure& figure, std::span<const double> a, std::span<const double> b, bool is_virtual);

enum class Pairing : std::uint8_t {
  runs,    // two files: each has its own repetitions
  rounds,  // repetition i of A was measured beside repetition i of B
};

// Each cell that both sides have, in A's order, with the figures that both have.
std::vector<CellChange> changes_between(const ResultsDocument& a, const ResultsDocument& b,
                                        const std::vector<const ComparedFigure*>& figures, Pairing pairing);

// Cells of `a` that `b` lacks.
std::vector<std::string> cells_only_in(const ResultsDocument& a, const ResultsDocument& b);

}  // namespace zramlab
