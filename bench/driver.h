// Runs workers over a target and gathers what they measured.
#pragma once

#include "bench/result.h"
#include "bench/run_steps.h"
#include "bench/verification.h"
#include "bench/worker.h"
#include "bench/worker_usage.h"
#include "workloads/plan.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace zramlab {

// Tables of up to this many slots are touched before the clock starts; larger ones may be sparse, and cost what is used.
inline constexpr std::uint64_t prefaulted_slots_max = std::uint64_t{1} << 22;

// How a run goes, apart from what it runs.
struct DriveOptions {
  std::optional<std::uint64_t> operations;  // over all workers; nullopt: until runtime_ns is over
  std::uint64_t runtime_ns = 0;
  std::uint64_t warmup_operations = 0;  // of the plan, before it starts over and counts; or
  std::uint64_t warmup_ns = 0;
  double rate = 0;      // of an open loop, operations a second over all workers; 0: a closed loop
  bool verify = true;
  bool latency = true;
  std::uint32_t step_sample = 16;  // WorkerTask::step_sample
  std::uint64_t seed = 1;
  bool pin = true;
  std::vector<CpuIndex> cpus;
  std::function<MemorySample()> sample_memory;  // for the series; may be called while workers run. Empty: there is no memory
  std::function<void()> on_start;               // where something was done before what counts: between the two, on a worker
  std::function<void(std::uint64_t operations)> on_progress;  // a few times a second, on the calling thread
};

struct DriveResult {
  Measured measured;
  std::vector<LoggedOperation> log;  // when verifying
  bool log_full = false;             // the run ended early because log_capacity() was reached
  SlotSample sample;                 // the slots that were followed
  bool pinned = false;
  std::uint64_t end = 0;  // ticks when the last worker ended
};

// The schedule of a run that starts at `start`. REQUIRES a plan with a period where options.rate is not 0.
Schedule schedule_of(const Plan& plan, const DriveOptions& options, Ticks start, double ticks_per_ns);

// Adds up what the workers reported of one step; `to_ns` is their platform's.
DriveResult gather(std::vector<std::unique_ptr<WorkerReport>>& reports, const std::vector<WorkerUsage>& usages,
                   const DriveOptions& options, std::uint64_t (*to_ns)(Ticks));

// Adds up the steps, each gathered. What was done before the clock started is told apart, but its log is kept: later reads may find
// what it wrote.
DriveResult combine(const Plan& plan, std::span<const RunStep> steps, std::vector<DriveResult> gathered);

// A plan in which no operation waits for another, for baselines that store nothing.
class FreePlan {
 public:
  explicit FreePlan(const Plan& plan) : plan_(&plan) {
    if (plan.order == ReplayOrder::none) return;
    free_ = plan;
    free_->order = ReplayOrder::none;
    plan_ = &*free_;
  }
  const Plan& operator*() const { return *plan_; }

 private:
  std::optional<Plan> free_;
  const Plan* plan_;
};

}  // namespace zramlab
