#include "bench/validate/host_cells.h"

#include "bench/statistics/median.h"
#include "bench/validate/comparison.h"
#include "bench/validate/other_programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace zramlab {

namespace {

constexpr const char* bare_loop = "bare-loop";

template <class Value>
double median_over(const std::vector<HostSample>& samples, Value value) {
  std::vector<double> values;
  for (const HostSample& sample : samples) values.push_back(value(sample));
  return median_of(values);
}

}  // namespace

std::string name_of(const HostCell& cell) { return fmt::format("{}, {}, {} threads", cell.strategy, cell.codec, cell.threads); }

std::vector<HostSample> HostFigures::quiet() const {
  std::vector<HostSample> quiet;
  std::ranges::copy_if(samples_, std::back_inserter(quiet), [](const HostSample& sample) { return sample.others_share <= others_share_max; });
  return quiet;
}

std::vector<HostSample> HostFigures::counted() const {
  std::vector<HostSample> samples = quiet();
  if (samples.empty()) samples.push_back(*std::ranges::min_element(samples_, {}, &HostSample::others_share));
  return samples;
}

double HostFigures::rate() const {
  const std::vector<HostSample> samples = counted();
  const double usual = median_over(samples, [](const HostSample& sample) { return sample.bare_rate; });
  return usual * median_over(samples, [](const HostSample& sample) { return sample.rate / sample.bare_rate; });
}

double HostFigures::p99_ns() const {
  const std::vector<HostSample> samples = counted();
  const double usual = median_over(samples, [](const HostSample& sample) { return sample.bare_rate; });
  return median_over(samples, [](const HostSample& sample) { return sample.p99_ns * sample.bare_rate; }) / usual;
}

void HostCells::run(const OptionTexts& texts) {
  OtherPrograms others;
  std::map<HostCell, double> bare;
  std::vector<std::pair<HostCell, HostSample>> runs;
  run_comparison(comparison_options(texts), [&](const Result& result) {
    const double others_share = others.lap();
    const double rate = result.measured.items_per_second();
    const HostCell cell{result.cell.strategy, result.cell.codec, result.cell.threads};
    if (cell.strategy == bare_loop) bare[cell] = rate;
    if (result.is_baseline) return;
    runs.push_back({cell, {.rate = rate, .p99_ns = static_cast<double>(result.measured.write_ns.quantile_ns(0.99)), .others_share = others_share}});
  });
  for (const auto& [cell, rate] : bare) bare_[cell].push_back(rate);
  for (auto& [cell, sample] : runs) {
    sample.bare_rate = bare.at({bare_loop, cell.codec, cell.threads});
    cells_[cell].add(sample);
  }
}

std::size_t HostCells::quiet_count() const {
  std::size_t fewest = cells_.empty() ? 0 : cells_.begin()->second.quiet_count();
  for (const auto& [cell, figures] : cells_) fewest = std::min(fewest, figures.quiet_count());
  return fewest;
}

double HostCells::bare_spread() const {
  std::vector<double> spreads;
  for (const auto& [cell, values] : bare_) {
    const auto [slowest, fastest] = std::ranges::minmax(values);
    spreads.push_back(fastest / slowest - 1);
  }
  return spreads.empty() ? 0 : median_of(spreads);
}

std::map<std::string, double> HostCells::bare_rates(unsigned threads) const {
  std::map<std::string, double> rates;
  for (const auto& [cell, values] : bare_) {
    if (cell.threads == threads) rates[cell.codec] = median_of(values);
  }
  return rates;
}

}  // namespace zramlab
