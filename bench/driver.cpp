#include "bench/driver.h"

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

}  // namespace

DriveResult gather(std::vector<std::unique_ptr<WorkerReport>>& reports, const std::vector<WorkerUsage>& usages,
                   std::uint64_t (*to_ns)(Ticks)) {
  DriveResult result;
  Measured& measured = result.measured;
  Ticks begin = ~Ticks{0};
  Ticks end = 0;
  Ticks lag = 0;
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
    lag = std::max(lag, report->lag_max);
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
  measured.lag_ns_max = static_cast<double>(to_ns(lag));
  measured.fairness = jain_index(reports);
  result.end = end;
  return result;
}

std::uint64_t planned_operations(const DriveOptions& options) {
  if (options.operations) return *options.operations;
  // Two workers write same-filled pages at some three million a second each; a run that is faster still ends when its log is
  // full, and says so.
  constexpr double operations_per_ns_max = 0.006;
  return static_cast<std::uint64_t>(static_cast<double>(options.runtime_ns) * operations_per_ns_max) + 1;
}

std::size_t log_entries_of(const DriveOptions& options, const Plan& plan, std::size_t worker, std::uint64_t limit) {
  const std::uint64_t room = log_capacity() / plan.workers.size();
  const std::uint64_t planned = planned_operations(options);
  if (!options.operations) return std::min(room, planned);
  const SlotSample sample = sample_for(planned);
  if (sample.shift == 0) return limit;
  std::uint64_t followed = 0;
  for (const PlannedOperation& operation : plan.workers[worker]) followed += sample.follows(operation.slot) ? 1 : 0;
  const std::uint64_t passes = limit / std::max<std::size_t>(1, plan.workers[worker].size()) + 1;
  return std::min(room * 2, followed * passes);
}

}  // namespace zramlab
