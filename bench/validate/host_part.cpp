// This host's real threads against its simulated profile.
#include "bench/validate/comparison.h"
#include "bench/validate/host_cells.h"
#include "bench/validate/parts.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/cpu.h"
#include "engine/platform/virtual/machine_profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace zramlab {

namespace {

// Rounds over all cells at most, for each repetition that is wanted: a busy machine has quiet moments.
constexpr unsigned rounds_for_a_repetition = 2;

struct HostComparison {
  std::string trace;
  bool oversubscribed = false;
  std::vector<unsigned> thread_counts{};
  OptionTexts texts{};
  HostCells real{};
  HostCells simulated{};
};

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

// How far from each other the CPUs were after each run.
std::vector<CpuWays> all_ways(const std::vector<HostComparison>& comparisons) {
  std::vector<CpuWays> all;
  for (const HostComparison& comparison : comparisons) {
    const std::vector<CpuWays> some = comparison.real.ways();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// Every comparison once a round, so that a slow minute is every cell's, until each cell has been run in quiet often enough.
void run_rounds(std::vector<HostComparison>& comparisons, unsigned repetitions) {
  const auto has_enough = [&](const HostComparison& comparison) { return comparison.real.quiet_count() >= repetitions; };
  for (unsigned round = 0; round < repetitions * rounds_for_a_repetition; ++round) {
    for (HostComparison& comparison : comparisons) {
      comparison.texts.seed = round + 1;
      comparison.real.run(comparison.texts);
    }
    if (const std::vector<CpuWays> ways = all_ways(comparisons); !ways.empty()) {
      for (HostComparison& comparison : comparisons) comparison.real.expect(usual_ways(ways));
    }
    if (std::ranges::all_of(comparisons, has_enough)) return;
  }
}

// How fast this host was during the job, over what its profile says, by codec: the bare loops of gxx, by the geometric mean over their threads,
// because CPUs that look alike differ by up to a half while another guest uses their core.
std::map<std::string, double> speeds_of(const HostComparison& gxx) {
  std::map<std::string, std::vector<double>> logs;
  for (const unsigned threads : gxx.thread_counts) {
    for (const auto& [codec, rate] : gxx.real.bare_rates(threads)) {
      logs[codec].push_back(std::log(rate / gxx.simulated.bare_rates(threads).at(codec)));
    }
  }
  std::map<std::string, double> speeds;
  for (const auto& [codec, values] : logs) {
    speeds[codec] = std::exp(std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()));
  }
  return speeds;
}

void compare(const HostComparison& comparison, const std::map<std::string, double>& speeds, PartReport& report, PartReport& cells) {
  Errors rates;
  Errors p99s;
  for (const auto& [cell, real] : comparison.real.cells()) {
    const auto found = comparison.simulated.cells().find(cell);
    if (found == comparison.simulated.cells().end() || real.rate() <= 0) continue;
    const double speed = speeds.at(cell.codec);
    const double p99_ns = found->second.p99_ns() / speed;
    const Figure rate{.name = fmt::format("{}, {}", comparison.trace, name_of(cell)),
                      .unit = Unit::per_second,
                      .found = found->second.rate() * speed,
                      .expected = real.rate(),
                      .note = fmt::format("p99 {:.1f} us for {:.1f} us", p99_ns / 1e3, real.p99_ns() / 1e3)};
    rates.add(name_of(cell), rate.error());
    if (real.p99_ns() > 0) p99s.add(name_of(cell), p99_ns / real.p99_ns() - 1);
    cells.figures.push_back(rate);
  }
  const auto disturbed = std::ranges::count_if(comparison.real.cells(), [](const auto& cell) { return cell.second.quiet_count() == 0; });
  if (disturbed != 0) {
    report.notes.push_back(fmt::format("{}: in every run of {} of {} cells other programs used more than {:.0f} % of the CPUs, or the CPUs were moved: "
                                       "their figures say little",
                                       comparison.trace, disturbed, comparison.real.cells().size(), 100 * others_share_max));
  }
  if (comparison.oversubscribed) {
    add_summary(comparison.trace + ", more threads than CPUs, pages/s", rates, 0.2, std::nullopt, report);
    add_summary(comparison.trace + ", more threads than CPUs, p99", p99s, 0.2, std::nullopt, report);
  } else {
    add_summary(comparison.trace + ", pages/s", rates, 0.08, 0.15, report);
    add_summary(comparison.trace + ", p99 of a write", p99s, 0.2, std::nullopt, report);
  }
}

// All of them where there are few; then doubled, up to all CPUs.
std::vector<unsigned> up_to(unsigned cpus) {
  constexpr unsigned few = 4;
  std::vector<unsigned> counts;
  for (unsigned count = 1; count < cpus; count = cpus <= few ? count + 1 : 2 * count) counts.push_back(count);
  counts.push_back(cpus);
  return counts;
}

std::vector<HostComparison> comparisons() {
  const auto cpus = static_cast<unsigned>(host::allowed_cpus().size());
  OptionTexts texts;
  texts.codecs = "lz4,zstd";
  texts.verify = false;  // hashing what was read is no part of a page's time
  std::vector<HostComparison> all;
  for (const char* trace : {"gxx", "node"}) {
    texts.trace = trace;
    for (const bool oversubscribed : {false, true}) {
      // Beyond the CPUs a run must be long beside its threads' start, and have many slices.
      texts.operations = oversubscribed ? "100k" : "20k";
      const std::vector<unsigned> counts = oversubscribed ? std::vector{2 * cpus, 4 * cpus, 8 * cpus} : up_to(cpus);
      texts.threads = fmt::format("{}", fmt::join(counts, ","));
      all.push_back({trace, oversubscribed, counts, texts});
    }
  }
  return all;
}

}  // namespace

PartReport validate_host(const ValidateOptions& options) {
  PartReport report{.name = "host",
                    .title = "This host",
                    .method = fmt::format("Real threads pinned to CPUs (not where they are more than CPUs), interleaved, until each cell has {} "
                                          "runs without other programs and with the CPUs where they mostly were (or twice as many without regard to that), "
                                          "medians, against the profile that bench calibrate wrote; if the CPUs have been moved since, with lines' ways between "
                                          "them and wake-ups as they were beside the runs. A shared host's speed changes by the minute: each run counts over "
                                          "the bare loop of the same trace, codec and threads beside it, "
                                          "and the profile's service times over gxx's bare loops. node is only tested on.",
                                          options.repetitions)};
  double calibrated_ns = 0;
  try {
    calibrated_ns = nearest_transfer_ns(load_machine("host"));
  } catch (const InputError& error) {
    report.notes.emplace_back(std::string("not compared: ") + error.what());
    return report;
  }
  std::vector<HostComparison> all = comparisons();
  run_rounds(all, options.repetitions);
  const std::vector<CpuWays> found_ways = all_ways(all);
  const std::optional<CpuWays> ways = found_ways.empty() ? std::nullopt : std::optional(usual_ways(found_ways));
  // The calibrated constants are medians over more pairs of CPUs: they stay where the CPUs do.
  const bool were_moved = ways && !is_same_way(*ways, {.transfer_ns = calibrated_ns});
  for (HostComparison& comparison : all) {
    OptionTexts texts = comparison.texts;
    texts.on = "simulated-host";
    comparison.simulated.run_simulated(texts, were_moved ? ways : std::nullopt);
  }
  const std::map<std::string, double> speeds = speeds_of(all.front());
  for (const auto& [codec, speed] : speeds) {
    report.notes.push_back(fmt::format("{}: while this ran, the bare loops of gxx were {:.2f} times as fast as in the profile", codec, speed));
  }
  if (const double spread = all.front().real.bare_spread(); spread > 0) {
    report.notes.push_back(fmt::format("from round to round gxx's bare loops differed by {:.0f} % (median over codecs and threads): no comparison is better",
                                       100 * spread));
  }
  if (ways) {
    const auto count = std::ranges::count_if(found_ways, [&](const CpuWays& one) { return is_same_way(one, *ways); });
    report.notes.push_back(fmt::format("one way of a line between the nearest CPUs: {:.0f} ns beside {:.0f} % of the runs, {:.0f} ns when calibrated",
                                       ways->transfer_ns, 100 * static_cast<double>(count) / static_cast<double>(found_ways.size()), calibrated_ns));
  }
  PartReport cells;
  for (const HostComparison& comparison : all) compare(comparison, speeds, report, cells);
  report.figures.insert(report.figures.end(), cells.figures.begin(), cells.figures.end());
  return report;
}

}  // namespace zramlab
