#include "bench/plan_memory.h"

#include <algorithm>
#include <vector>

namespace zramlab {

namespace {

// Bytes stored in each slot at last, plus one; 0 where nothing is.
std::vector<std::uint16_t> last_stored(const Plan& plan, const PreparedPages& prepared) {
  std::vector<std::uint16_t> last(plan.slot_count, 0);
  const auto visit = [&](const PlannedOperations& operations) {
    for (const PlannedOperation& operation : operations) {
      if (operation.operation == Operation::partial) last[operation.slot] = page_bytes + 1;
      if (operation.operation != Operation::write) continue;
      last[operation.slot] = static_cast<std::uint16_t>(prepared.stored_bytes(operation.content) + 1);
    }
  };
  for (const auto& operations : plan.population) visit(operations);
  for (const auto& operations : plan.workers) visit(operations);
  return last;
}

}  // namespace

PlanMemory memory_of(const Plan& plan, const PreparedPages& prepared, const PoolRules& rules) {
  const SizeClassTable table(rules);
  std::vector<std::uint64_t> objects(table.classes().size(), 0);
  PlanMemory memory;
  for (const std::uint16_t stored : last_stored(plan, prepared)) {
    if (stored == 0) continue;
    ++memory.slots;
    if (stored == 1) continue;  // same-filled: no object
    memory.stored_bytes += stored - 1u;
    ++objects[table.ordinal_of(stored - 1u)];
  }
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const SizeClass& size_class = table.classes()[i];
    memory.pool_bytes += (objects[i] + size_class.objects - 1) / size_class.objects * size_class.pages * page_bytes;
  }
  return memory;
}

std::uint64_t own_mem_limit(const Plan& plan, const PreparedPages& prepared, const PoolRules& rules) {
  if (plan.mem_limit_share == 0) return 0;
  const auto needed = static_cast<double>(memory_of(plan, prepared, rules).pool_bytes);
  // No limit is what 0 means.
  return std::max<std::uint64_t>(page_bytes, static_cast<std::uint64_t>(needed * plan.mem_limit_share));
}

}  // namespace zramlab
