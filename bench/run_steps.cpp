#include "bench/run_steps.h"

#include "bench/driver.h"

#include <algorithm>

namespace zramlab {

namespace {

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

RunStep populate_step(const Plan& plan) {
  RunStep step;
  step.kind = RunStep::Kind::populate;
  for (const auto& operations : plan.population) {
    step.operations.emplace_back(operations);
    step.limits.push_back(operations.size());
  }
  return step;
}

// The whole plan, for so many operations or so long.
RunStep whole_plan(const Plan& plan, RunStep::Kind kind, const std::optional<std::uint64_t>& operations, std::uint64_t runtime_ns) {
  RunStep step;
  step.kind = kind;
  step.runtime_ns = operations ? 0 : runtime_ns;
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) {
    step.operations.emplace_back(plan.workers[worker]);
    step.limits.push_back(operations ? operations_of(plan, worker, *operations) : no_limit);
  }
  return step;
}

RunStep phase_step(const Plan& plan, std::size_t number) {
  const PlanPhase& phase = plan.phases[number];
  RunStep step;
  step.phase = number;
  step.runtime_ns = phase.operations ? 0 : phase.runtime_ns;
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) {
    const PlanPhase::Part part = phase.parts[worker];
    step.operations.emplace_back(std::span(plan.workers[worker]).subspan(part.first, part.count));
    step.limits.push_back(phase.operations ? operations_of(phase, worker) : no_limit);
  }
  return step;
}

std::uint64_t planned_operations(const RunStep& step) {
  if (step.runtime_ns == 0) {
    std::uint64_t total = 0;
    for (const std::uint64_t limit : step.limits) total += limit;
    return total;
  }
  // Two workers write same-filled pages at some three million a second each; a run that is faster still ends when its log is
  // full, and says so.
  constexpr double operations_per_ns_max = 0.006;
  return static_cast<std::uint64_t>(static_cast<double>(step.runtime_ns) * operations_per_ns_max) + 1;
}

}  // namespace

std::vector<RunStep> run_steps(const Plan& plan, const DriveOptions& options) {
  std::vector<RunStep> steps;
  if (!plan.population.empty()) steps.push_back(populate_step(plan));
  if (options.warmup_operations != 0) {
    steps.push_back(whole_plan(plan, RunStep::Kind::warm_up, options.warmup_operations, 0));
  } else if (options.warmup_ns != 0) {
    steps.push_back(whole_plan(plan, RunStep::Kind::warm_up, std::nullopt, options.warmup_ns));
  }
  if (plan.phases.empty()) steps.push_back(whole_plan(plan, RunStep::Kind::measured, options.operations, options.runtime_ns));
  for (std::uint32_t loop = 0; loop < plan.loops; ++loop) {
    for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) steps.push_back(phase_step(plan, phase));
  }
  return steps;
}

std::uint64_t planned_operations(std::span<const RunStep> steps) {
  std::uint64_t total = 0;
  for (const RunStep& step : steps) total += planned_operations(step);
  return total;
}

std::size_t log_entries_of(const RunStep& step, std::size_t worker, SlotSample sample) {
  const std::uint64_t room = log_capacity() / step.limits.size();
  if (step.runtime_ns != 0) return std::min(room, planned_operations(step));
  const std::uint64_t limit = step.operations[worker].empty() ? 0 : step.limits[worker];
  if (sample.shift == 0 || limit == 0) return limit;
  std::uint64_t followed = 0;
  for (const PlannedOperation& operation : step.operations[worker]) followed += sample.follows(operation.slot) ? 1 : 0;
  const std::uint64_t passes = limit / step.operations[worker].size() + 1;
  return std::min(room * 2, followed * passes);
}

std::vector<StepReports> make_reports(std::span<const RunStep> steps, SlotSample sample, bool verify) {
  std::vector<StepReports> reports(steps.size());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    for (std::size_t worker = 0; worker < steps[step].limits.size(); ++worker) {
      reports[step].push_back(std::make_unique<WorkerReport>());
      if (verify) reports[step].back()->log.resize(log_entries_of(steps[step], worker, sample));
    }
  }
  return reports;
}

bool is_over(const std::vector<StepReports>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const StepReports& step) {
    return std::any_of(step.begin(), step.end(), [](const auto& report) { return report->log_full; });
  });
}

std::uint64_t operations_so_far(std::span<const RunStep> steps, const std::vector<StepReports>& reports) {
  std::uint64_t operations = 0;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    if (!steps[step].is_counted()) continue;
    for (const auto& report : reports[step]) operations += report->progress.load(memory_order_relaxed);
  }
  return operations;
}

}  // namespace zramlab
