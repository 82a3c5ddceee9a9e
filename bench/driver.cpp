#include "bench/driver.h"

#include "workloads/arrival.h"

#include <algorithm>

namespace zramlab {

namespace {

// (sum x)^2 / (n * sum x^2) over the workers' operations per second.
double jain_index(const std::vector<std::unique_ptr<WorkerReport>>& reports) {
  double sum = 0;
  double sum_of_squares = 0;
  double workers = 0;
  for (const auto& report : reports) {
    if (!report->had_work || report->end <= report->begin) continue;
    const double rate = static_cast<double>(report->operations) / static_cast<double>(report->end - report->begin);
    sum += rate;
    sum_of_squares += rate * rate;
    workers += 1;
  }
  return workers == 0 ? 1.0 : sum * sum / (workers * sum_of_squares);
}

Preparation preparation_of(const Measured& measured) {
  return {.operations = measured.operations, .failed_operations = measured.failed_operations, .elapsed_ns = measured.elapsed_ns};
}

// What was done one after the other, as one. Means are weighted: of steps by the writes sampled, of fairness by the time.
void add(Measured& total, Measured more) {
  if (total.elapsed_ns == 0 && total.operations == 0) {
    total = std::move(more);
    return;
  }
  const auto weighted = [](double one, double weight, double other, double other_weight) {
    return weight + other_weight > 0 ? (one * weight + other * other_weight) / (weight + other_weight) : one;
  };
  const auto samples = static_cast<double>(total.wait_ns.count());
  const auto more_samples = static_cast<double>(more.wait_ns.count());
  for (std::size_t step = 0; step < step_count; ++step) {
    total.steps_ns[step] = weighted(total.steps_ns[step], samples, more.steps_ns[step], more_samples);
  }
  total.fairness = weighted(total.fairness, total.elapsed_ns, more.fairness, more.elapsed_ns);
  total.operations += more.operations;
  total.failed_operations += more.failed_operations;
  total.elapsed_ns += more.elapsed_ns;
  total.cpu_ns += more.cpu_ns;
  total.user_ns += more.user_ns;
  total.system_ns += more.system_ns;
  total.switches.voluntary += more.switches.voluntary;
  total.switches.involuntary += more.switches.involuntary;
  total.write_ns.merge(more.write_ns);
  total.read_ns.merge(more.read_ns);
  total.wait_ns.merge(more.wait_ns);
}

// From the start of the schedule to the last operation, and its gap: that many operations belong to that time.
double per_second(std::uint64_t operations, Ticks length, double rate, std::uint64_t (*to_ns)(Ticks)) {
  return static_cast<double>(operations) * 1e9 / (static_cast<double>(to_ns(length)) + 1e9 / rate);
}

OpenLoop gather_open_loop(const std::vector<std::unique_ptr<WorkerReport>>& reports, double rate, std::uint64_t (*to_ns)(Ticks)) {
  OpenLoop open;
  open.rate = rate;
  for (const auto& report : reports) open.times.merge(report->open);
  const std::uint64_t operations = open.times.lag_ns.count();
  if (operations == 0) return open;
  const Ticks start = reports.front()->begin;
  open.offered_per_second = per_second(operations, open.times.last_due - start, rate, to_ns);
  open.achieved_per_second = per_second(operations, open.times.last_start - start, rate, to_ns);
  return open;
}

}  // namespace

Schedule schedule_of(const Plan& plan, const DriveOptions& options, Ticks start, double ticks_per_ns) {
  if (options.rate == 0) return {.start = start};
  return {.ticks_per_planned_ns = ticks_per_ns * rate_of(plan) / options.rate, .period_ns = plan.period_ns, .start = start};
}

DriveResult gather(std::vector<std::unique_ptr<WorkerReport>>& reports, const std::vector<WorkerUsage>& usages,
                   const DriveOptions& options, std::uint64_t (*to_ns)(Ticks)) {
  DriveResult result;
  Measured& measured = result.measured;
  Ticks begin = ~Ticks{0};
  Ticks end = 0;
  std::uint64_t sampled_writes = 0;
  std::array<Ticks, step_count> step_ticks{};
  for (const auto& report : reports) {
    measured.operations += report->operations;
    measured.failed_operations += report->failures;
    measured.write_ns.merge(report->write_ns);
    measured.read_ns.merge(report->read_ns);
    measured.wait_ns.merge(report->wait_ns);
    sampled_writes += report->sampled_writes;
    for (std::size_t step = 0; step < step_count; ++step) step_ticks[step] += report->step_ticks[step];
    begin = std::min(begin, report->begin);
    end = std::max(end, report->end);
    result.log_full = result.log_full || report->log_full;
    result.log.insert(result.log.end(), report->log.begin(),
                      report->log.begin() + static_cast<std::ptrdiff_t>(report->log_count));
  }
  for (const WorkerUsage& usage : usages) {
    measured.cpu_ns += usage.cpu_ns;
    measured.user_ns += usage.user_ns;
    measured.system_ns += usage.system_ns;
    measured.switches.voluntary += usage.voluntary_switches;
    measured.switches.involuntary += usage.involuntary_switches;
  }
  for (std::size_t step = 0; step < step_count && sampled_writes != 0; ++step) {
    measured.steps_ns[step] =
        static_cast<double>(to_ns(step_ticks[step])) / static_cast<double>(sampled_writes);
  }
  measured.elapsed_ns = static_cast<double>(to_ns(end - begin));
  if (options.rate > 0) measured.open = gather_open_loop(reports, options.rate, to_ns);
  measured.fairness = jain_index(reports);
  result.end = end;
  return result;
}

DriveResult combine(const Plan& plan, std::span<const RunStep> steps, std::vector<DriveResult> gathered) {
  DriveResult result;
  std::vector<Measured> phases(std::max<std::size_t>(1, plan.phases.size()));
  for (std::size_t step = 0; step < steps.size(); ++step) {
    DriveResult& one = gathered[step];
    result.log.insert(result.log.end(), one.log.begin(), one.log.end());
    std::vector<LoggedOperation>().swap(one.log);
    result.log_full = result.log_full || one.log_full;
    result.end = std::max(result.end, one.end);
    switch (steps[step].kind) {
      case RunStep::Kind::populate: result.measured.populated = preparation_of(one.measured); break;
      case RunStep::Kind::warm_up: result.measured.warmed_up = preparation_of(one.measured); break;
      case RunStep::Kind::measured: add(phases[steps[step].phase], std::move(one.measured)); break;
    }
  }
  Measured total;
  for (const Measured& phase : phases) add(total, phase);
  total.populated = result.measured.populated;
  total.warmed_up = result.measured.warmed_up;
  for (std::size_t i = 0; i < plan.phases.size(); ++i) {
    const PlanPhase& phase = plan.phases[i];
    const auto workers = std::count_if(phase.parts.begin(), phase.parts.end(), [](const PlanPhase::Part& part) { return part.count != 0; });
    total.phases.push_back({.label = phase.label,
                            .workload = phase.workload,
                            .workers = static_cast<std::size_t>(workers),
                            .operations = phases[i].operations,
                            .failed_operations = phases[i].failed_operations,
                            .elapsed_ns = phases[i].elapsed_ns,
                            .write_ns_p50 = phases[i].write_ns.quantile_ns(0.5),
                            .write_ns_p99 = phases[i].write_ns.quantile_ns(0.99),
                            .read_ns_p50 = phases[i].read_ns.quantile_ns(0.5),
                            .read_ns_p99 = phases[i].read_ns.quantile_ns(0.99)});
  }
  result.measured = std::move(total);
  return result;
}

}  // namespace zramlab
