// What a run does, one step after the other: fill the device, warm up, and then what is measured, phase by phase.
#pragma once

#include "bench/verification.h"
#include "bench/worker.h"
#include "workloads/plan.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace zramlab {

struct DriveOptions;

// All workers begin a step together, when the one before it is over.
struct RunStep {
  enum class Kind : std::uint8_t { populate, warm_up, measured };

  Kind kind = Kind::measured;
  std::size_t phase = 0;  // of the plan
  std::vector<std::span<const PlannedOperation>> operations;  // of each worker, who starts over when they end
  std::vector<std::uint64_t> limits;                          // of each worker
  std::uint64_t runtime_ns = 0;                               // 0: the limits end it

  [[nodiscard]] bool is_counted() const { return kind == Kind::measured; }
};

std::vector<RunStep> run_steps(const Plan& plan, const DriveOptions& options);

// Operations that the log must be ready for, over all steps: as many as asked for, or as could be done in the time.
std::uint64_t planned_operations(std::span<const RunStep> steps);

// Log entries that a worker must have room for in a step.
std::size_t log_entries_of(const RunStep& step, std::size_t worker, SlotSample sample);

// The workers' reports of a step.
using StepReports = std::vector<std::unique_ptr<WorkerReport>>;

// Reports for every step, with room for the log of those that are verified.
std::vector<StepReports> make_reports(std::span<const RunStep> steps, SlotSample sample, bool verify);

// Whether a step ended the whole run: a log was full.
bool is_over(const std::vector<StepReports>& reports);

// Operations so far in the steps that count; not exact.
std::uint64_t operations_so_far(std::span<const RunStep> steps, const std::vector<StepReports>& reports);

}  // namespace zramlab
