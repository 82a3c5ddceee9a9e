#include "bench/aggregates.h"

#include "bench/statistics/median.h"
#include "bench/statistics/outliers.h"
#include "bench/statistics/spread.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

namespace {

// The runs of one cell.
struct CellRuns {
  std::vector<RunFigures> figures;
  std::vector<unsigned> repetitions;
};

RunFigures figures_of(const Result& result) {
  const auto operations = static_cast<double>(std::max<std::uint64_t>(1, result.measured.done()));
  return {result.measured.elapsed_ns / operations, result.measured.cpu_ns / operations,
          result.measured.items_per_second()};
}

// Applies `statistic` to each figure over all runs.
template <class Statistic>
RunFigures over(const std::vector<RunFigures>& runs, Statistic statistic) {
  RunFigures figures;
  for (double RunFigures::* const member : {&RunFigures::real_time, &RunFigures::cpu_time, &RunFigures::items_per_second}) {
    std::vector<double> values;
    for (const RunFigures& run : runs) values.push_back(run.*member);
    figures.*member = statistic(values);
  }
  return figures;
}

std::optional<MedianInterval> interval_of(const std::vector<RunFigures>& runs) {
  const std::size_t rank = median_interval_rank(runs.size());
  if (rank == 0) return std::nullopt;
  MedianInterval interval;
  interval.low = over(runs, [](const std::vector<double>& values) { return median_interval(values)->low; });
  interval.high = over(runs, [](const std::vector<double>& values) { return median_interval(values)->high; });
  interval.coverage = median_interval_coverage(runs.size(), rank);
  return interval;
}

std::vector<Outlier> outliers_among(const CellRuns& runs) {
  std::vector<double> rates;
  for (const RunFigures& run : runs.figures) rates.push_back(run.items_per_second);
  const std::vector<double> scores = modified_z_scores(rates);
  std::vector<Outlier> outliers;
  for (const std::size_t index : outliers_of(rates)) outliers.push_back({runs.repetitions[index], rates[index], scores[index]});
  return outliers;
}

CellAggregate aggregate(const Cell& cell, const CellRuns& runs) {
  CellAggregate result;
  result.cell = cell;
  result.samples = runs.figures.size();
  result.mean = over(runs.figures, [](const std::vector<double>& values) { return mean_of(values); });
  result.median = over(runs.figures, [](const std::vector<double>& values) { return median_of(values); });
  result.stddev = over(runs.figures, [](const std::vector<double>& values) { return stddev_of(values); });
  result.cv = over(runs.figures, [](const std::vector<double>& values) { return coefficient_of_variation(values); });
  result.median_interval = interval_of(runs.figures);
  result.outliers = outliers_among(runs);
  return result;
}

}  // namespace

std::vector<std::pair<std::string_view, RunFigures>> CellAggregate::rows() const {
  return {{"mean", mean}, {"median", median}, {"stddev", stddev}, {"cv", cv}};
}

std::vector<CellAggregate> aggregate_cells(std::span<const Result> results) {
  std::vector<Cell> cells;
  std::vector<CellRuns> runs;
  for (const Result& result : results) {
    if (!result.is_comparable()) continue;
    const auto index = static_cast<std::size_t>(std::find(cells.begin(), cells.end(), result.cell) - cells.begin());
    if (index == cells.size()) {
      cells.push_back(result.cell);
      runs.emplace_back();
    }
    runs[index].figures.push_back(figures_of(result));
    runs[index].repetitions.push_back(result.repetition);
  }
  std::vector<CellAggregate> aggregates;
  for (std::size_t i = 0; i < cells.size(); ++i) aggregates.push_back(aggregate(cells[i], runs[i]));
  return aggregates;
}

std::optional<std::string> warning_of_few(std::size_t repetitions) {
  if (repetitions >= values_for_interval()) return std::nullopt;
  return fmt::format("{} {} no interval of the median: --repetitions {} is the least", repetitions,
                     repetitions == 1 ? "run of each cell gives" : "repetitions give", values_for_interval());
}

}  // namespace zramlab
