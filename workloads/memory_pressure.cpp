// memory-pressure: a device that may have less memory than its pages need. Random slots are written, read and discarded around the
// limit, so that some writes fail for want of memory; and some of the allocations that may not wait fail, so that strategies that
// have a slow path (write stalls) take it.
#include "workloads/workload.h"

namespace zramlab {

Plan plan_memory_pressure(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", 4096, 1, workload_slots_max));
  const double limit = take_number(parameters, "limit", 0.7, 0.01, 1);
  const double discards = take_number(parameters, "discards", 0.1, 0, 1);
  const double reads = take_number(parameters, "reads", 0.2, 0, 1);
  const double failures = take_number(parameters, "failures", 0.02, 0, 1);
  refuse_unknown(parameters, "memory-pressure");

  Plan plan;
  plan.slot_count = slots;
  plan.mem_limit_share = limit;
  plan.allocation_failure_share = failures;
  plan.workers.resize(request.workers);
  const std::uint64_t each = operations_each(request);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    Random random = Random(request.seed).fork(worker);
    for (std::uint64_t i = 0; i < each; ++i) {
      PlannedOperation operation;
      operation.slot = random.below(slots);
      operation.operation = random.chance(discards) ? Operation::discard
                            : random.chance(reads)  ? Operation::read
                                                    : Operation::write;
      if (operation.operation == Operation::write) {
        operation.content = random.below(static_cast<std::uint32_t>(request.contents->count()));
      }
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
