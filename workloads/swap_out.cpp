// swap-out: what kswapd does, one direction only. Each worker writes slots of its own in ascending order.
#include "workloads/workload.h"

namespace zramlab {

Plan plan_swap_out(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const std::uint64_t each = operations_each(request);
  const double slots = take_number(parameters, "slots", static_cast<double>(each * request.workers), 1, workload_slots_max);
  refuse_unknown(parameters, "swap-out");

  Plan plan;
  plan.slot_count = static_cast<std::uint64_t>(slots);
  require_slot_each("swap-out", plan.slot_count, request.workers);
  plan.workers.resize(request.workers);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    const auto [first, own] = slots_of_worker(plan.slot_count, worker, request.workers);
    Random random = Random(request.seed).fork(worker);
    for (std::uint64_t i = 0; i < each; ++i) {
      PlannedOperation operation;
      operation.slot = static_cast<SlotIndex>(first + i % own);
      operation.content = random.below(static_cast<std::uint32_t>(request.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
