#include "bench/open_table.h"

#include "bench/aggregates.h"
#include "bench/statistics/median.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

// A cell's repetitions.
using Repetitions = std::vector<const Result*>;
using Figure = std::function<double(const Result&)>;

double median_over(const Repetitions& runs, const Figure& figure) {
  std::vector<double> values;
  for (const Result* run : runs) values.push_back(figure(*run));
  return median_of(values);
}

double quantile_of(const Histogram& histogram, double share) {
  return static_cast<double>(share >= 1 ? histogram.maximum_ns() : histogram.quantile_ns(share));
}

using OpenHistogram = Histogram OpenLoopTimes::*;

std::string time_of(const Repetitions& runs, OpenHistogram histogram, double share) {
  if ((runs.front()->measured.open->times.*histogram).count() == 0) return "-";
  return format_ns(median_over(runs, [&](const Result& run) { return quantile_of(run.measured.open->times.*histogram, share); }));
}

std::string service_p99_of(const Repetitions& runs) {
  if (runs.front()->measured.write_ns.count() == 0) return "-";
  return format_ns(median_over(runs, [](const Result& run) { return quantile_of(run.measured.write_ns, 0.99); }));
}

// "arrival:poisson/rate:80%" -> "80%".
std::string short_name(const std::string& load) { return load.substr(load.rfind(':') + 1); }

std::string notes_of(const Repetitions& runs) {
  std::string notes;
  if (std::any_of(runs.begin(), runs.end(), [](const Result* run) { return run->measured.open->is_saturated(); })) notes += " SATURATED";
  for (const Result* run : runs) {
    if (!run->rate_search) continue;
    const RateSearch& search = *run->rate_search;
    if (search.rate == 0) {
      notes += fmt::format("  none of {} rates kept {}", search.probes.size(), search.goal);
    } else {
      notes += fmt::format("  {:.0f} to {:.0f}/s", search.rate, search.rate * (1 + search.precision));
    }
  }
  if (runs.front()->verified == Verified::no) notes += " unverified";
  if (runs.front()->interrupted) notes += " interrupted";
  if (std::any_of(runs.begin(), runs.end(), [](const Result* run) { return run->verified == Verified::failed; })) notes += " WRONG ANSWERS";
  return notes;
}

std::string format_row(const Repetitions& runs) {
  const Result& first = *runs.front();
  const double late = median_over(runs, [](const Result& run) {
    const auto operations = static_cast<double>(std::max<std::uint64_t>(1, run.measured.operations));
    return static_cast<double>(run.measured.open->times.late_operations) / operations;
  });
  const std::string mark = fmt::format("{}{}", first.emulations.empty() ? "" : "*", first.oversubscribed ? "!" : "");
  return fmt::format("{:<22}{:>8} {:>6} {:>11.0f} {:>11.0f} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>5.1f}%{}\n", first.cell.strategy + mark,
                     first.cell.threads, short_name(first.cell.load),
                     median_over(runs, [](const Result& run) { return run.measured.open->offered_per_second; }),
                     median_over(runs, [](const Result& run) { return run.measured.open->achieved_per_second; }),
                     time_of(runs, &OpenLoopTimes::write_response_ns, 0.5), time_of(runs, &OpenLoopTimes::write_response_ns, 0.99),
                     time_of(runs, &OpenLoopTimes::write_response_ns, 1), service_p99_of(runs),
                     time_of(runs, &OpenLoopTimes::read_response_ns, 0.5), time_of(runs, &OpenLoopTimes::read_response_ns, 0.99),
                     time_of(runs, &OpenLoopTimes::lag_ns, 0.99), time_of(runs, &OpenLoopTimes::lag_ns, 1), late * 100, notes_of(runs));
}

std::string header() {
  return fmt::format("{:<22}{:>8} {:>6} {:>11} {:>11} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>6}\n", "strategy", "threads", "rate",
                     "offered/s", "achieved/s", "write p50", "p99", "max", "serv. p99", "read p50", "p99", "lag p99", "max", "late");
}

// Rows that belong together: one number of threads at one load, baselines first, then the quickest response.
std::string format_group(const std::map<std::string, Repetitions>& by_strategy) {
  std::vector<const Repetitions*> rows;
  for (const auto& [strategy, runs] : by_strategy) rows.push_back(&runs);
  const auto key = [](const Repetitions* runs) {
    const double p99 = median_over(*runs, [](const Result& run) { return quantile_of(run.measured.open->times.write_response_ns, 0.99); });
    const double found = runs->front()->rate_search ? -runs->front()->rate_search->rate : 0;
    return std::tuple(!(*runs)[0]->is_baseline, found, p99);
  };
  std::sort(rows.begin(), rows.end(), [&](const Repetitions* a, const Repetitions* b) { return key(a) < key(b); });
  std::string text;
  for (const Repetitions* runs : rows) text += format_row(*runs);
  return text;
}

// The loads by their rates, which differ among the strategies where they are shares; among one strategy's cells they are in order.
std::map<std::string, double> rates_of_loads(const std::vector<const Result*>& open) {
  std::map<std::string, double> rates;
  for (const Result* result : open) {
    Cell first = open.front()->cell;
    first.load = result->cell.load;
    if (result->cell == first) rates.emplace(first.load, result->measured.open->rate);
  }
  return rates;
}

}  // namespace

std::string format_open_results(std::span<const Result> results) {
  std::vector<const Result*> open;
  for (const Result& result : results) {
    if (result.measured.open) open.push_back(&result);
  }
  const std::map<std::string, double> rates = rates_of_loads(open);
  std::map<std::string, std::map<ThreadIndex, std::map<std::pair<double, std::string>, std::map<std::string, Repetitions>>>> cells;
  for (const Result* result : open) {
    const auto found = rates.find(result->cell.load);
    const std::pair<double, std::string> load{found != rates.end() ? found->second : 0, result->cell.load};
    cells[result->cell.codec][result->cell.threads][load][result->cell.strategy].push_back(result);
  }
  std::string text;
  for (const auto& [codec, by_threads] : cells) {
    text += fmt::format("\n{}, open loop{}: response times, from when an operation was due; serv. p99: a write's, from its start\n{}", codec,
                        results.front().simulation ? ", simulated: virtual time" : "", header());
    for (const auto& [threads, by_load] : by_threads) {
      for (const auto& [load, by_strategy] : by_load) text += format_group(by_strategy);
    }
  }
  return text;
}

}  // namespace zramlab
