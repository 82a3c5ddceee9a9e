// hot-slot: a share of all operations hits a few slots. Either `share` of them go to `hot` slots and the others anywhere, or, with
// zipf, slot k is used in proportion to (k + 1)^-zipf.
#include "workloads/workload.h"
#include "workloads/zipf.h"

#include <algorithm>
#include <optional>

namespace zramlab {

Plan plan_hot_slot(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", 4096, 1, workload_slots_max));
  const auto hot = static_cast<std::uint32_t>(take_number(parameters, "hot", std::min(slots, 8u), 1, slots));
  const double share = take_number(parameters, "share", 0.8, 0, 1);
  const double reads = take_number(parameters, "reads", 0.5, 0, 1);
  std::optional<Zipf> zipf;
  if (parameters.contains("zipf")) zipf.emplace(slots, take_number(parameters, "zipf", 0, 0, 10));
  refuse_unknown(parameters, "hot-slot");

  Plan plan;
  plan.slot_count = slots;
  plan.workers.resize(request.workers);
  const std::uint64_t each = operations_each(request);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    Random random = Random(request.seed).fork(worker);
    for (std::uint64_t i = 0; i < each; ++i) {
      PlannedOperation operation;
      operation.slot = zipf ? (*zipf)(random) - 1 : random.below(random.chance(share) ? hot : slots);
      operation.operation = random.chance(reads) ? Operation::read : Operation::write;
      operation.content = random.below(static_cast<std::uint32_t>(request.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
