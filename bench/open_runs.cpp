#include "bench/open_runs.h"

#include "bench/interrupt.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <utility>

namespace zramlab {

namespace {

void warn_of_saturation(Result& result) {
  if (!result.measured.open || !result.measured.open->is_saturated()) return;
  result.warnings.push_back(fmt::format(
      "{} with {} threads is SATURATED at {}: of {:.0f} operations a second that were offered it did {:.0f}; its response times say how "
      "long the run was",
      result.cell.strategy, result.cell.threads, result.cell.load, result.measured.open->offered_per_second,
      result.measured.open->achieved_per_second));
}

void warn_of_search(const RateSearch& search, const RateGoal& goal, Result& result) {
  if (search.rate == 0) {
    result.warnings.push_back(fmt::format("no rate keeps {} with {} and {} threads: {} were tried, down to {:.0f} operations a second",
                                          goal.text, result.cell.strategy, result.cell.threads, search.probes.size(),
                                          search.probes.empty() ? 0 : search.probes.back().rate));
  }
  const auto count = static_cast<double>(goal.histogram(result.measured).count());
  if (count < goal.operations_min()) {
    result.warnings.push_back(fmt::format("{} rests on {:.0f} operations; use --ops for {:.0f} or more of them", goal.text, count,
                                          goal.operations_min()));
  }
}

}  // namespace

Result OpenRuns::run(const CellTask& task, const Load& load) {
  switch (load.unit) {
    case Load::Unit::closed: return run_once(task);
    case Load::Unit::per_second: return run_at(task, load.value);
    case Load::Unit::speed: return run_at(task, load.value * rate_of(task.plan));
    case Load::Unit::share_of_capacity: return run_at_share(task, load.value);
    case Load::Unit::highest: return run_at_highest(task);
  }
  return run_once(task);
}

Result OpenRuns::run_once(const CellTask& task) {
  Result result = task.cell.strategy == bare_loop_name ? world_.run_bare_loop(task) : world_.run_strategy(task);
  result.cell = task.cell;
  result.interrupted = interrupt_requested;
  if (!result.interrupted) world_.examine(task, result);
  return result;
}

Result OpenRuns::run_at(const CellTask& task, double rate) {
  DriveOptions drive = task.drive;
  drive.rate = rate;
  Result result = run_once({task.cell, task.codec, task.plan, drive, task.is_auxiliary});
  warn_of_saturation(result);
  return result;
}

Result OpenRuns::measure_capacity(const CellTask& task) { return run_once({task.cell, task.codec, task.plan, task.drive, true}); }

Result OpenRuns::run_at_share(const CellTask& task, double share) {
  Result closed = measure_capacity(task);
  const double capacity = closed.measured.items_per_second();
  if (interrupt_requested || !closed.failures.empty() || capacity <= 0) return closed;
  Result result = run_at(task, share * capacity);
  if (result.measured.open) result.measured.open->capacity_per_second = capacity;
  return result;
}

RateProbe OpenRuns::judge(const Result& result, double rate) const {
  const OpenLoop open = result.measured.open.value_or(OpenLoop{});
  const double quantile_ns = arrival_.goal->quantile_ns(result.measured);
  const bool kept = arrival_.goal->histogram(result.measured).count() != 0 && quantile_ns < static_cast<double>(arrival_.goal->limit_ns);
  return {.rate = rate,
          .quantile_ns = quantile_ns,
          .achieved_per_second = open.achieved_per_second,
          .is_saturated = open.is_saturated(),
          .passed = kept && !open.is_saturated()};
}

// A repetition has other moments, where they are random, and other chances of a simulated machine.
Result OpenRuns::run_probe(const CellTask& task, double rate, unsigned repetition) {
  DriveOptions drive = task.drive;
  drive.seed += repetition;
  drive.rate = rate;
  if (repetition == 0) return run_once({task.cell, task.codec, task.plan, drive, true});
  Plan plan = task.plan;
  lay_out_arrivals(plan, arrival_.kind, drive.seed);
  return run_once({task.cell, task.codec, plan, drive, true});
}

// The row is the last run at the rate that was found; where there is none, the last run.
Result OpenRuns::run_at_highest(const CellTask& task) {
  Result row = measure_capacity(task);
  if (interrupt_requested || !row.failures.empty()) return row;
  const double capacity = row.measured.items_per_second();
  bool row_passed = false;
  const ProbeRate probe = [&](double rate, unsigned repetition) -> std::optional<RateProbe> {
    Result result = run_probe(task, rate, repetition);
    const RateProbe judged = judge(result, rate);
    const bool is_end = interrupt_requested || !result.failures.empty();
    if (is_end || judged.passed || !row_passed) row = std::move(result);
    row_passed = row_passed || judged.passed;
    return is_end ? std::nullopt : std::optional(judged);
  };
  RateSearch search = search_rate(capacity, probe);
  row.interrupted = row.interrupted || interrupt_requested;
  search.goal = arrival_.goal->text;
  warn_of_search(search, *arrival_.goal, row);
  row.rate_search = std::move(search);
  return row;
}

}  // namespace zramlab
