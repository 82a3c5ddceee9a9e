// The repetitions of a cell, put together.
#pragma once

#include "bench/result.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zramlab {

// Times of one operation in ns, and operations a second.
struct RunFigures {
  double real_time = 0;
  double cpu_time = 0;
  double items_per_second = 0;
};

struct CellAggregate {
  Cell cell;
  std::size_t samples = 0;
  RunFigures mean;
  RunFigures median;
  RunFigures stddev;  // of the sample, n - 1
  RunFigures cv;      // stddev / mean

  // ("mean", mean), ... as google-benchmark names them.
  [[nodiscard]] std::vector<std::pair<std::string_view, RunFigures>> rows() const;
};

// One for each cell, in the order of first appearance; runs that were interrupted or gave wrong answers are left out.
std::vector<CellAggregate> aggregate_cells(std::span<const Result> results);

// The median of some numbers; the mean of the two in the middle of an even count; 0 of none.
double median_of(std::vector<double> values);

}  // namespace zramlab
