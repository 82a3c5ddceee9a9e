// This host's real threads against its simulated profile.
#include "bench/statistics/median.h"
#include "bench/validate/comparison.h"
#include "bench/validate/other_programs.h"
#include "bench/validate/parts.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/cpu.h"
#include "engine/platform/virtual/machine_profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace zramlab {

namespace {

// Runs during which other programs had more of the CPUs than this say little.
constexpr double others_share_max = 0.05;
// Rounds over all cells at most, for each repetition that is wanted: a busy machine has quiet moments.
constexpr unsigned rounds_for_a_repetition = 2;

struct Sample {
  double rate = 0;
  double p99_ns = 0;
  double others_share = 0;
};

// What a world says of one cell.
class CellFigures {
 public:
  void add(const Sample& sample) { samples_.push_back(sample); }
  [[nodiscard]] double rate() const { return median(&Sample::rate); }
  [[nodiscard]] double p99_ns() const { return median(&Sample::p99_ns); }
  [[nodiscard]] std::size_t quiet_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(samples_, is_quiet));
  }

 private:
  static bool is_quiet(const Sample& sample) { return sample.others_share <= others_share_max; }

  // Over the quiet ones; without any, of the quietest.
  [[nodiscard]] double median(double Sample::*value) const {
    std::vector<double> values;
    for (const Sample& sample : samples_) {
      if (is_quiet(sample)) values.push_back(sample.*value);
    }
    return values.empty() ? (*std::ranges::min_element(samples_, {}, &Sample::others_share)).*value : median_of(values);
  }

  std::vector<Sample> samples_;
};

using CellFiguresByName = std::map<std::string, CellFigures>;  // "per-cpu, lz4, 2 threads"

struct HostComparison {
  std::string trace;
  bool oversubscribed = false;
  OptionTexts texts{};
};

void add_run(const Result& result, double others_share, CellFiguresByName& cells) {
  if (result.is_baseline) return;
  cells[fmt::format("{}, {}, {} threads", result.cell.strategy, result.cell.codec, result.cell.threads)].add(
      {result.measured.items_per_second(), static_cast<double>(result.measured.write_ns.quantile_ns(0.99)), others_share});
}

CellFiguresByName simulate_cells(OptionTexts texts) {
  texts.on = "simulated-host";
  CellFiguresByName cells;
  for (const Result& result : run_comparison(comparison_options(texts))) add_run(result, 0, cells);
  return cells;
}

// Rounds over all cells until each has been run in quiet often enough.
CellFiguresByName run_cells(OptionTexts texts, unsigned repetitions) {
  CellFiguresByName cells;
  OtherPrograms others;
  const auto has_enough = [&](const auto& cell) { return cell.second.quiet_count() >= repetitions; };
  for (unsigned round = 0; round < repetitions * rounds_for_a_repetition; ++round) {
    texts.seed = round + 1;
    run_comparison(comparison_options(texts), [&](const Result& result) { add_run(result, others.lap(), cells); });
    if (std::ranges::all_of(cells, has_enough)) break;
  }
  return cells;
}

// Errors over cells: their mean size, and the worst with its cell.
class Errors {
 public:
  void add(const std::string& cell, double error) {
    sum_ += std::abs(error);
    signed_sum_ += error;
    ++count_;
    if (std::abs(error) <= std::abs(worst_)) return;
    worst_ = error;
    worst_cell_ = cell;
  }
  [[nodiscard]] double mean_size() const { return count_ != 0 ? sum_ / static_cast<double>(count_) : 0; }
  [[nodiscard]] double bias() const { return count_ != 0 ? signed_sum_ / static_cast<double>(count_) : 0; }
  [[nodiscard]] double worst_size() const { return std::abs(worst_); }
  [[nodiscard]] std::string worst_text() const { return fmt::format("{} ({:+.1f} %)", worst_cell_, 100 * worst_); }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  double sum_ = 0;
  double signed_sum_ = 0;
  double worst_ = 0;
  std::size_t count_ = 0;
  std::string worst_cell_;
};

void add_summary(const std::string& name, const Errors& errors, double mean_bound, std::optional<double> worst_bound,
                 PartReport& report) {
  const auto at_most = [](double bound) { return Target{Target::Kind::at_most, bound}; };
  report.figures.push_back({.name = name + ": mean error",
                            .unit = Unit::share,
                            .found = errors.mean_size(),
                            .target = at_most(mean_bound),
                            .note = fmt::format("{} cells, bias {:+.1f} %", errors.count(), 100 * errors.bias())});
  report.figures.push_back({.name = name + ": worst error",
                            .unit = Unit::share,
                            .found = errors.worst_size(),
                            .target = worst_bound ? std::optional(at_most(*worst_bound)) : std::nullopt,
                            .note = errors.worst_text()});
}

void compare(const HostComparison& comparison, const ValidateOptions& options, PartReport& report, PartReport& cells) {
  const CellFiguresByName real = run_cells(comparison.texts, options.repetitions);
  const CellFiguresByName simulated = simulate_cells(comparison.texts);
  Errors rates;
  Errors p99s;
  for (const auto& [name, figures] : real) {
    const auto found = simulated.find(name);
    if (found == simulated.end() || figures.rate() <= 0) continue;
    const Figure rate{.name = fmt::format("{}, {}", comparison.trace, name),
                      .unit = Unit::per_second,
                      .found = found->second.rate(),
                      .expected = figures.rate(),
                      .note = fmt::format("p99 {:.1f} us for {:.1f} us", found->second.p99_ns() / 1e3, figures.p99_ns() / 1e3)};
    rates.add(name, rate.error());
    if (figures.p99_ns() > 0) p99s.add(name, found->second.p99_ns() / figures.p99_ns() - 1);
    cells.figures.push_back(rate);
  }
  const auto disturbed = std::ranges::count_if(real, [](const auto& cell) { return cell.second.quiet_count() == 0; });
  if (disturbed != 0) {
    report.notes.push_back(fmt::format("{}: other programs used more than {:.0f} % of the CPUs in every run of {} of {} cells: their figures say little",
                                       comparison.trace, 100 * others_share_max, disturbed, real.size()));
  }
  if (comparison.oversubscribed) {
    add_summary(comparison.trace + ", more threads than CPUs, pages/s", rates, 0.2, std::nullopt, report);
    add_summary(comparison.trace + ", more threads than CPUs, p99", p99s, 0.2, std::nullopt, report);
  } else {
    add_summary(comparison.trace + ", pages/s", rates, 0.08, 0.15, report);
    add_summary(comparison.trace + ", p99 of a write", p99s, 0.2, std::nullopt, report);
  }
}

std::string up_to(unsigned threads) {
  std::vector<unsigned> counts;
  for (unsigned count = 1; count <= threads; ++count) counts.push_back(count);
  return fmt::format("{}", fmt::join(counts, ","));
}

std::vector<HostComparison> comparisons() {
  const auto cpus = static_cast<unsigned>(host::allowed_cpus().size());
  OptionTexts texts;
  texts.codecs = "lz4,zstd";
  texts.verify = false;  // hashing what was read is no part of a page's time
  texts.operations = "20k";
  std::vector<HostComparison> all;
  for (const char* trace : {"gxx", "node"}) {
    texts.trace = trace;
    texts.threads = up_to(cpus);
    all.push_back({trace, false, texts});
    texts.threads = fmt::format("{},{},{}", 2 * cpus, 4 * cpus, 8 * cpus);
    all.push_back({trace, true, texts});
  }
  return all;
}

}  // namespace

PartReport validate_host(const ValidateOptions& options) {
  PartReport report{.name = "host",
                    .title = "This host",
                    .method = fmt::format("Real threads pinned to CPUs (not where they are more than CPUs), interleaved, until each cell has {} "
                                          "runs without other programs (or twice as many with them), medians, against the profile that bench calibrate wrote and page costs frozen on this host. "
                                          "Calibrated without node: it is the test.",
                                          options.repetitions)};
  try {
    load_machine("host");
  } catch (const InputError& error) {
    report.notes.emplace_back(std::string("not compared: ") + error.what());
    return report;
  }
  PartReport cells;
  for (const HostComparison& comparison : comparisons()) compare(comparison, options, report, cells);
  report.figures.insert(report.figures.end(), cells.figures.begin(), cells.figures.end());
  return report;
}

}  // namespace zramlab
