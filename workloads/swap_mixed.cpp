// swap-mixed: pages go out and come back, at random, and nobody owns a slot.
#include "workloads/random_access.h"

namespace zramlab {

Plan plan_swap_mixed(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", 4096, 1, workload_slots_max));
  const double reads = take_number(parameters, "reads", 0.4, 0, 1);
  refuse_unknown(parameters, "swap-mixed");
  return plan_random_access(request, slots, reads);
}

}  // namespace zramlab
