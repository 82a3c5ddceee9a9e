#include "workloads/random_access.h"

namespace zramlab {

Plan plan_random_access(const WorkloadRequest& request, std::uint32_t slots, double reads) {
  Plan plan;
  plan.slot_count = slots;
  plan.workers.resize(request.workers);
  const std::uint64_t each = operations_each(request);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    Random random = Random(request.seed).fork(worker);
    for (std::uint64_t i = 0; i < each; ++i) {
      PlannedOperation operation;
      operation.slot = random.below(slots);
      operation.operation = random.chance(reads) ? Operation::read : Operation::write;
      operation.content = random.below(static_cast<std::uint32_t>(request.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
