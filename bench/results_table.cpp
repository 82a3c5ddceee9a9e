#include "bench/results_table.h"

#include "bench/aggregates.h"
#include "bench/course_table.h"
#include "bench/open_table.h"
#include "bench/results_json.h"
#include "bench/sensitivity.h"
#include "bench/statistics/median.h"
#include "bench/time_split.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace zramlab {

namespace {

// A cell's repetitions.
using Repetitions = std::vector<const Result*>;

double median_over(const Repetitions& runs, const std::function<double(const Result&)>& figure) {
  std::vector<double> values;
  for (const Result* run : runs) values.push_back(figure(*run));
  return median_of(values);
}

std::string latency_of(const Repetitions& runs, const Histogram Measured::* histogram, double share) {
  if ((runs.front()->measured.*histogram).count() == 0) return "-";
  return format_ns(median_over(runs, [&](const Result& run) {
    return static_cast<double>(share >= 1 ? (run.measured.*histogram).maximum_ns()
                                          : (run.measured.*histogram).quantile_ns(share));
  }));
}

std::string memory_of(const Repetitions& runs, std::uint64_t DeviceReport::* bytes) {
  const auto& device = runs.front()->device;
  return device ? format_bytes(static_cast<double>(*device.*bytes)) : "-";
}

// Rare events that a reader must see: stalls and failed writes.
std::string events_of(const Repetitions& runs) {
  std::string events;
  const auto& device = runs.front()->device;
  if (device && device->debug_stat.writestall != 0) events += fmt::format(" {} write stalls", device->debug_stat.writestall);
  if (device && device->io_stat.failed_writes != 0) events += fmt::format(" {} FAILED WRITES", device->io_stat.failed_writes);
  for (const Result* run : runs) {
    if (run->verified == Verified::failed) return events + " WRONG ANSWERS";
  }
  if (runs.front()->verified == Verified::no) events += " unverified";
  if (runs.front()->interrupted) events += " interrupted";
  return events;
}

// "±1.2 %": half the interval of the median rate; "-" of too few runs, and of virtual time, which does not vary.
std::string spread_of(const Repetitions& runs) {
  std::vector<double> rates;
  for (const Result* run : runs) {
    if (run->is_comparable()) rates.push_back(run->measured.items_per_second());
  }
  const std::optional<Interval> interval = median_interval(rates);
  const double median = median_of(rates);
  return interval && median > 0 && !runs.front()->simulation ? fmt::format("±{:.1f} %", 100 * interval->half_width() / median) : "-";
}

std::string format_row(const Repetitions& runs) {
  const Result& first = *runs.front();
  const double rate = median_over(runs, [](const Result& run) { return run.measured.items_per_second(); });
  const double efficiency = median_over(runs, [](const Result& run) { return run.efficiency.value_or(0); });
  const double fairness = median_over(runs, [](const Result& run) { return run.measured.fairness; });
  const std::string mark = fmt::format("{}{}", first.emulations.empty() ? "" : "*", first.oversubscribed ? "!" : "");
  const bool has_pool = first.device.has_value() && !first.is_baseline;
  std::string band;
  if (!first.sensitivity.empty()) {
    const auto [low, high] = band_of(first);
    band = fmt::format(" {:.0f}..{:.0f}", low, high);
  }
  return fmt::format("{:<22}{:>8} {:>11.0f} {:>8} {:>10} {:>6} {:>9} {:>9} {:>9} {:>9} {:>6.3f} {:>10} {:>10} {}\n",
                     first.cell.strategy + mark, first.cell.threads, rate, spread_of(runs), format_ns(rate > 0 ? 1e9 / rate : 0),
                     efficiency > 0 && (has_pool || first.cell.strategy == "bare-loop") ? fmt::format("{:.3f}", efficiency) : "-",
                     latency_of(runs, &Measured::write_ns, 0.5), latency_of(runs, &Measured::write_ns, 0.99),
                     latency_of(runs, &Measured::write_ns, 1), latency_of(runs, &Measured::wait_ns, 0.99), fairness,
                     has_pool ? format_bytes(static_cast<double>(first.device->mm_stat.mem_used_total)) : "-",
                     has_pool ? memory_of(runs, &DeviceReport::stream_bytes_max) : "-", events_of(runs) + band);
}

bool has_bands(std::span<const Result> results) {
  return std::any_of(results.begin(), results.end(), [](const Result& result) { return !result.sensitivity.empty(); });
}

std::string simulated_mark(std::span<const Result> results) {
  return results.front().simulation ? ", simulated: virtual time" : "";
}

std::string header(std::span<const Result> results) {
  return fmt::format("{:<22}{:>8} {:>11} {:>8} {:>10} {:>6} {:>9} {:>9} {:>9} {:>9} {:>6} {:>10} {:>10}{}\n", "strategy", "threads",
                     "pages/s", "95 %", "per page", "effic.", "write p50", "p99", "max", "wait p99", "Jain", "pool", "streams",
                     has_bands(results) ? "  pages/s, parameters x0.5 to x2" : "");
}

// Where accesses to shared data took their time: of the first repetition of each cell.
std::string hot_places_of(std::span<const Result> results) {
  constexpr std::size_t places_shown = 8;
  std::string text;
  for (const Result& result : results) {
    if (!result.simulation || result.simulation->hot_places.empty() || result.repetition != 0) continue;
    text += fmt::format("\nhot places of {}, {}, {} threads (time over all CPUs, for each page)\n", result.cell.strategy,
                        result.cell.codec, result.cell.threads);
    const auto& places = result.simulation->hot_places;
    for (std::size_t i = 0; i < std::min(places_shown, places.size()); ++i) {
      const std::string_view file = places[i].place.file_name();
      const double pages = static_cast<double>(std::max<std::uint64_t>(1, result.measured.done()));
      text += fmt::format("{:>12} {:>9.2f} accesses  {}:{}\n",
                          format_ns(static_cast<double>(places[i].time) / static_cast<double>(ps_per_ns) / pages),
                          static_cast<double>(places[i].accesses) / pages, file.substr(file.rfind('/') + 1), places[i].place.line());
    }
  }
  return text;
}

// How fast this host simulated.
std::string speed_of(std::span<const Result> results) {
  double seconds = 0;
  double events = 0;
  for (const Result& result : results) {
    if (!result.simulation || !result.device) continue;
    seconds += result.simulation_s;
    events += static_cast<double>(result.simulation->events);
  }
  return seconds > 0 ? fmt::format("simulated {:.1f} million events in {:.2f} s: {:.1f} million a second\n", events / 1e6, seconds, events / 1e6 / seconds) : "";
}

// Repetitions unlike the others, and too few of them.
std::set<std::string> notes_on_repetitions(std::span<const Result> results) {
  std::set<std::string> notes;
  if (results.front().simulation) return notes;
  for (const CellAggregate& aggregate : aggregate_cells(results)) {
    if (const auto warning = warning_of_few(aggregate.samples)) notes.insert("note: " + *warning);
    for (const Outlier& outlier : aggregate.outliers) {
      notes.insert(fmt::format("outlier: {} ({} threads, {}), repetition {}: {:.0f} pages/s, {:.1f} deviations {} the median; it counts",
                               aggregate.cell.strategy, aggregate.cell.threads, aggregate.cell.codec, outlier.repetition,
                               outlier.items_per_second, std::abs(outlier.modified_z), outlier.modified_z < 0 ? "below" : "above"));
    }
  }
  return notes;
}

std::string notes_on(std::span<const Result> results) {
  std::set<std::string> notes = notes_on_repetitions(results);
  for (const Result& result : results) {
    for (const std::string& failure : result.failures) {
      notes.insert(fmt::format("error: {} ({} threads, {}): {}", result.cell.strategy, result.cell.threads, result.cell.codec, failure));
    }
    for (const std::string& warning : result.warnings) {
      // The same sentence for every cell says nothing more than once.
      notes.insert("note: " + warning);
    }
    for (const std::string& emulation : result.emulations) notes.insert("* " + emulation);
    if (result.oversubscribed) notes.insert("! threads > CPUs");
  }
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  return text;
}

}  // namespace

std::string format_results(std::span<const Result> results) {
  // codec -> threads -> strategy: what belongs together stands together.
  std::map<std::string, std::map<ThreadIndex, std::map<std::string, Repetitions>>> cells;
  for (const Result& result : results) {
    if (result.measured.open) continue;
    cells[result.cell.codec][result.cell.threads][result.cell.strategy].push_back(&result);
  }
  std::string text;
  for (const auto& [codec, by_threads] : cells) {
    text += fmt::format("\n{}{}\n{}", codec, simulated_mark(results), header(results));
    for (const auto& [threads, by_strategy] : by_threads) {
      std::vector<const Repetitions*> rows;
      for (const auto& [strategy, runs] : by_strategy) rows.push_back(&runs);
      const auto rate = [](const Repetitions* runs) {
        return median_over(*runs, [](const Result& run) { return run.measured.items_per_second(); });
      };
      std::sort(rows.begin(), rows.end(), [&](const Repetitions* a, const Repetitions* b) {
        return (*a)[0]->is_baseline != (*b)[0]->is_baseline ? (*a)[0]->is_baseline : rate(a) > rate(b);
      });
      for (const Repetitions* runs : rows) text += format_row(*runs);
    }
  }
  return text + format_splits(results) + format_open_results(results) + format_course(results) + hot_places_of(results) + describe_ranking(results) + speed_of(results) + notes_on(results);
}

}  // namespace zramlab
