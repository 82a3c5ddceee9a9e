// burst: kswapd and direct reclaim. Worker 0 writes batches with pauses between them; now and then everybody else runs out of memory
// at the same moment and writes a cluster of its own beside it. When that is, is part of the pattern: it is kept with timed arrival.
#include "workloads/workload.h"

#include <algorithm>

namespace zramlab {

namespace {

// Pages of a batch and of a cluster: SWAP_CLUSTER_MAX.
constexpr std::uint64_t cluster_pages = 32;

class BurstPlanner {
 public:
  BurstPlanner(const WorkloadRequest& request, Plan& plan, std::uint64_t total) : plan_(plan), left_(total) {
    contents_ = static_cast<std::uint32_t>(request.contents->count());
    for (ThreadIndex worker = 0; worker < request.workers; ++worker) randoms_.push_back(Random(request.seed).fork(worker));
  }

  [[nodiscard]] bool is_done() const { return left_ == 0; }

  // One page after the other, into slots that follow each other, as swap hands them out.
  void cluster(ThreadIndex worker, std::uint64_t pages, std::uint64_t time_ns) {
    for (; pages != 0 && left_ != 0; --pages, --left_) {
      PlannedOperation operation;
      operation.time_ns = time_ns;
      operation.slot = static_cast<SlotIndex>(next_slot_++ % plan_.slot_count);
      operation.content = randoms_[worker].below(contents_);
      plan_.workers[worker].push_back(operation);
    }
  }

 private:
  Plan& plan_;
  std::uint64_t left_;
  std::uint64_t next_slot_ = 0;
  std::uint32_t contents_;
  std::vector<Random> randoms_;
};

}  // namespace

Plan plan_burst(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const std::uint64_t total = std::max<std::uint64_t>(request.operation_count, request.workers);
  const double slots = take_number(parameters, "slots", static_cast<double>(total), 1, workload_slots_max);
  const double pause_us = take_number(parameters, "pause_us", 500, 0, 1e9);
  const auto every = static_cast<std::uint64_t>(take_number(parameters, "every", 8, 1, 1e9));
  refuse_unknown(parameters, "burst");

  Plan plan;
  plan.slot_count = static_cast<std::uint64_t>(slots);
  plan.has_times = true;
  plan.workers.resize(request.workers);
  BurstPlanner planner(request, plan, total);
  // The first batch has a burst beside it, so that however short a run is, everybody writes.
  const std::uint64_t pages = std::min(cluster_pages, total / request.workers);
  for (std::uint64_t batch = 0; !planner.is_done(); ++batch) {
    const auto time_ns = static_cast<std::uint64_t>(static_cast<double>(batch) * pause_us * 1000);
    planner.cluster(0, pages, time_ns);
    for (ThreadIndex worker = 1; worker < request.workers && batch % every == 0; ++worker) planner.cluster(worker, pages, time_ns);
  }
  return plan;
}

}  // namespace zramlab
