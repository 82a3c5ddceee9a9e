// swap-out: what kswapd does, one direction only. Each worker writes slots of its own in ascending order.
#include "engine/base/input_error.h"
#include "workloads/workload.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

Plan plan_swap_out(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const std::uint64_t each = std::max<std::uint64_t>(1, request.operation_count / request.workers);
  const double slots = take_number(parameters, "slots", static_cast<double>(each * request.workers), 1, workload_slots_max);
  refuse_unknown(parameters, "swap-out");
  if (slots < request.workers) {
    throw usage_error(fmt::format("--workload swap-out: slots={} is too few for {} workers with slots of their own", slots,
                                  request.workers));
  }

  Plan plan;
  plan.slot_count = static_cast<std::uint64_t>(slots);
  plan.workers.resize(request.workers);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    const std::uint64_t first = plan.slot_count * worker / request.workers;
    const std::uint64_t own = plan.slot_count * (worker + 1) / request.workers - first;
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
