// Runs workers over a target and gathers what they measured.
#pragma once

#include "bench/result.h"
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
  double speed = 0;     // of a timed replay; 0: as fast as possible
  bool verify = true;
  bool latency = true;
  std::uint32_t step_sample = 16;  // WorkerTask::step_sample
  std::uint64_t seed = 1;
  bool pin = true;
  std::vector<CpuIndex> cpus;
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

// Adds up what the workers reported; `to_ns` is their platform's.
DriveResult gather(std::vector<std::unique_ptr<WorkerReport>>& reports, const std::vector<WorkerUsage>& usages,
                   std::uint64_t (*to_ns)(Ticks));

// Operations that the log must be ready for: as many as asked for, or as could be done in the time.
std::uint64_t planned_operations(const DriveOptions& options);

// Log entries each worker must have room for.
std::size_t log_entries_of(const DriveOptions& options, const Plan& plan, std::size_t worker, std::uint64_t limit);

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
