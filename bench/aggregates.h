// The repetitions of a cell, put together.
#pragma once

#include "bench/result.h"

#include <optional>
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

// Where the medians lie, with the confidence `coverage` (statistics/median.h).
struct MedianInterval {
  double coverage = 0;
  RunFigures low;
  RunFigures high;
};

// A repetition whose rate is not like the others'. It counts all the same.
struct Outlier {
  unsigned repetition = 0;
  double items_per_second = 0;
  double modified_z = 0;  // below 0: slower than the others (statistics/outliers.h)
};

struct CellAggregate {
  Cell cell;
  std::size_t samples = 0;
  RunFigures mean;
  RunFigures median;
  RunFigures stddev;  // of the sample, n - 1
  RunFigures cv;      // stddev / mean
  std::optional<MedianInterval> median_interval;  // nullopt: too few runs
  std::vector<Outlier> outliers;

  // ("mean", mean), ... as google-benchmark names them.
  [[nodiscard]] std::vector<std::pair<std::string_view, RunFigures>> rows() const;
};

// One for each cell, in the order of first appearance; runs that were interrupted or gave wrong answers are left out.
std::vector<CellAggregate> aggregate_cells(std::span<const Result> results);

// What is wrong with so few repetitions; nullopt: nothing.
std::optional<std::string> warning_of_few(std::size_t repetitions);

}  // namespace zramlab
