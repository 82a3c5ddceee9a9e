#include "bench/aggregates.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zramlab {

namespace {

double mean_of(const std::vector<double>& values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double stddev_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

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

}  // namespace

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<std::pair<std::string_view, RunFigures>> CellAggregate::rows() const {
  return {{"mean", mean}, {"median", median}, {"stddev", stddev}, {"cv", cv}};
}

std::vector<CellAggregate> aggregate_cells(std::span<const Result> results) {
  std::vector<CellAggregate> aggregates;
  std::vector<std::vector<RunFigures>> runs;
  for (const Result& result : results) {
    if (!result.is_comparable()) continue;
    const auto found = std::find_if(aggregates.begin(), aggregates.end(),
                                    [&](const CellAggregate& aggregate) { return aggregate.cell == result.cell; });
    const auto index = static_cast<std::size_t>(found - aggregates.begin());
    if (found == aggregates.end()) {
      aggregates.push_back({.cell = result.cell, .mean = {}, .median = {}, .stddev = {}, .cv = {}});
      runs.emplace_back();
    }
    runs[index].push_back(figures_of(result));
  }
  for (std::size_t i = 0; i < aggregates.size(); ++i) {
    CellAggregate& aggregate = aggregates[i];
    aggregate.samples = runs[i].size();
    aggregate.mean = over(runs[i], mean_of);
    aggregate.median = over(runs[i], median_of);
    aggregate.stddev = over(runs[i], stddev_of);
    aggregate.cv = over(runs[i], [](const std::vector<double>& values) {
      const double mean = mean_of(values);
      return mean > 0 ? stddev_of(values) / mean : 0;
    });
  }
  return aggregates;
}

}  // namespace zramlab
