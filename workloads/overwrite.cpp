// overwrite: a few slots that everybody writes, so that slot locks and freeing are all that differs.
#include "workloads/random_access.h"

namespace zramlab {

Plan plan_overwrite(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", 64, 1, workload_slots_max));
  refuse_unknown(parameters, "overwrite");
  return plan_random_access(request, slots, 0);
}

}  // namespace zramlab
