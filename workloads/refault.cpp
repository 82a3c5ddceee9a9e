// refault: pages come back after a while and go out again. Each worker swaps out pages of its own, then faults them in one by one:
// how many others went out since is the reuse distance, and follows Zipf's law. What came back stays in memory until `resident`
// others came after it; then it is written again, changed.
#include "engine/base/input_error.h"
#include "workloads/recency_list.h"
#include "workloads/workload.h"
#include "workloads/zipf.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace zramlab {

namespace {

struct Refaulter {
  PlannedOperations& operations;
  std::size_t wanted;
  std::uint32_t contents;
  Random random;

  void swap_out(SlotIndex slot, RecencyList& swapped) {
    PlannedOperation operation;
    operation.slot = slot;
    operation.content = random.below(contents);
    operations.push_back(operation);
    swapped.push(slot);
  }

  void run(SlotIndex first, std::uint32_t own, std::size_t resident_max, double exponent) {
    RecencyList swapped(own);
    for (std::uint32_t i = 0; i < own; ++i) swap_out(first + i, swapped);
    std::deque<SlotIndex> resident;
    // So many are swapped out at least, whatever is resident.
    const Zipf distance(own - static_cast<std::uint32_t>(resident_max), exponent);
    while (operations.size() < wanted) {
      resident.push_back(swapped.take(distance(random)));
      PlannedOperation read;
      read.operation = Operation::read;
      read.slot = resident.back();
      operations.push_back(read);
      if (resident.size() <= resident_max || operations.size() == wanted) continue;
      swap_out(resident.front(), swapped);
      resident.pop_front();
    }
  }
};

}  // namespace

Plan plan_refault(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", 4096, 1, workload_slots_max));
  const double exponent = take_number(parameters, "zipf", 0.8, 0, 10);
  const double resident = take_number(parameters, "resident", 32, 0, workload_slots_max);
  refuse_unknown(parameters, "refault");
  require_slot_each("refault", slots, request.workers);

  Plan plan;
  plan.slot_count = slots;
  plan.workers.resize(request.workers);
  const std::uint64_t each = operations_each(request);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    const auto [first, own] = slots_of_worker(slots, worker, request.workers);
    Refaulter refaulter{plan.workers[worker], each, static_cast<std::uint32_t>(request.contents->count()),
                        Random(request.seed).fork(worker)};
    // Slots that the worker has no time to fill cannot come back.
    const auto used = static_cast<std::uint32_t>(std::min<std::uint64_t>(own, each));
    refaulter.run(first, used, std::min<std::size_t>(static_cast<std::size_t>(resident), used - 1), exponent);
  }
  return plan;
}

}  // namespace zramlab
