#include "bench/validate/host_cells.h"

#include "bench/calibrate/topology.h"
#include "bench/statistics/median.h"
#include "bench/validate/comparison.h"
#include "bench/validate/other_programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
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
  std::ranges::copy_if(samples_, std::back_inserter(quiet), [this](const HostSample& sample) { return is_quiet(sample); });
  return quiet;
}

bool HostFigures::is_quiet(const HostSample& sample) const {
  const auto stand_as_expected = [this](const std::optional<CpuWays>& ways) { return !expected_ || !ways || is_same_way(*ways, *expected_); };
  return sample.others_share <= others_share_max && stand_as_expected(sample.before) && stand_as_expected(sample.after);
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

void HostCells::run(const OptionTexts& texts) { run_cells(comparison_options(texts)); }

void HostCells::run_simulated(const OptionTexts& texts, const std::optional<CpuWays>& ways) {
  RunOptions options = comparison_options(texts);
  if (ways) options.machine = std::make_shared<const MachineProfile>(with_ways(*options.machine, *ways));
  run_cells(options);
}

void HostCells::run_cells(const RunOptions& options) {
  std::optional<HostCpus> cpus;
  if (!options.machine) cpus.emplace();
  const auto look = [&] { return cpus ? measure_cpu_ways(*cpus) : std::nullopt; };
  std::map<HostCell, double> bare;
  std::vector<std::pair<HostCell, HostSample>> runs;
  std::optional<CpuWays> before = look();
  OtherPrograms others;
  run_comparison(options, [&](const Result& result) {
    const double others_share = others.lap();
    const std::optional<CpuWays> after = look();
    const double rate = result.measured.items_per_second();
    const HostCell cell{result.cell.strategy, result.cell.codec, result.cell.threads};
    if (cell.strategy == bare_loop) bare[cell] = rate;
    if (!result.is_baseline) {
      const auto p99_ns = static_cast<double>(result.measured.write_ns.quantile_ns(0.99));
      runs.push_back({cell, {.rate = rate, .p99_ns = p99_ns, .others_share = others_share, .before = before, .after = after}});
    }
    before = after;
    others.lap();
  });
  for (const auto& [cell, rate] : bare) bare_[cell].push_back(rate);
  for (auto& [cell, sample] : runs) {
    sample.bare_rate = bare.at({bare_loop, cell.codec, cell.threads});
    cells_[cell].add(sample);
  }
}

std::vector<CpuWays> HostCells::ways() const {
  std::vector<CpuWays> ways;
  for (const auto& [cell, figures] : cells_) {
    for (const HostSample& sample : figures.samples()) {
      if (sample.after) ways.push_back(*sample.after);
    }
  }
  return ways;
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

double nearest_transfer_ns(const MachineProfile& machine) {
  const std::optional<Distance> nearest = nearest_distance(machine.cpus);
  if (!nearest) return 0;
  if (*nearest == Distance::cluster) return machine.cluster_transfer_ns.front();
  return *nearest == Distance::socket ? machine.socket_transfer_ns : machine.remote_transfer_ns;
}

MachineProfile with_ways(MachineProfile machine, const CpuWays& ways) {
  const std::optional<Distance> nearest = nearest_distance(machine.cpus);
  if (nearest == Distance::cluster) std::ranges::fill(machine.cluster_transfer_ns, ways.transfer_ns);
  if (nearest == Distance::socket) machine.socket_transfer_ns = ways.transfer_ns;
  if (nearest == Distance::remote) machine.remote_transfer_ns = ways.transfer_ns;
  machine.upgrade_ns = ways.upgrade_ns;
  machine.spin_read_share = ways.spin_read_share;
  for (CpuClass& core : machine.classes) {
    core.wake_ns = ways.wake_ns;
    core.wake_latency_ns = ways.wake_latency_ns;
  }
  return machine;
}

}  // namespace zramlab
