// swap-out: what kswapd does, one direction only. Each worker writes slots of its own in ascending order.
#include "workloads/workload.h"

#include <algorithm>

namespace zramlab {

Plan plan_swap_out(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const std::uint64_t each = std::max<std::uint64_t>(1, request.operation_count / request.workers);
  const double slots_wanted =
      take_number(parameters, "slots", static_cast<double>(each * request.workers), 1, slots_max);
  refuse_unknown(parameters, "swap-out");

  Plan plan;
  const std::uint64_t slots_each = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(slots_wanted) / request.workers);
  plan.slot_count = slots_each * request.workers;
  plan.workers.resize(request.workers);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    Random random = Random(request.seed).fork(worker);
    for (std::uint64_t i = 0; i < each; ++i) {
      PlannedOperation operation;
      operation.slot = static_cast<SlotIndex>(worker * slots_each + i % slots_each);
      operation.content = random.below(static_cast<std::uint32_t>(request.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
