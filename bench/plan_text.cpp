#include "bench/plan_text.h"

#include "bench/plan_memory.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zramlab {

namespace {

constexpr std::size_t operations_shown = 6;

struct PlanUse {
  std::set<SlotIndex> slots;
  std::set<ContentIndex> pages;
};

PlanUse use_of(const Plan& plan) {
  PlanUse use;
  const auto visit = [&](const PlannedOperations& operations) {
    for (const PlannedOperation& operation : operations) {
      use.slots.insert(operation.slot);
      if (operation.operation != Operation::read && operation.content != no_content) use.pages.insert(operation.content);
    }
  };
  for (const auto& operations : plan.population) visit(operations);
  for (const auto& operations : plan.workers) visit(operations);
  return use;
}

std::string text_of(const PlannedOperation& operation, bool has_times) {
  std::string text = fmt::format("{} {}", to_string(operation.operation), operation.slot);
  if (operation.operation == Operation::write) text += fmt::format(" (page {})", operation.content);
  return has_times ? fmt::format("{} {}", format_ns(static_cast<double>(operation.time_ns)), text) : text;
}

std::string describe_worker(const Plan& plan, std::size_t worker) {
  const auto& operations = plan.workers[worker];
  std::string text = fmt::format("  worker {}: {} operations", worker, operations.size());
  for (std::size_t i = 0; i < std::min(operations_shown, operations.size()); ++i) {
    text += fmt::format("{} {}", i == 0 ? ":" : ",", text_of(operations[i], plan.has_times));
  }
  return text + (operations.size() > operations_shown ? ", ...\n" : "\n");
}

std::string describe_phase(const PlanPhase& phase) {
  const auto workers = std::count_if(phase.parts.begin(), phase.parts.end(), [](const PlanPhase::Part& part) { return part.count != 0; });
  return fmt::format("  phase {}: {}, {} threads, {}\n", phase.label, phase.workload, workers,
                     phase.operations ? fmt::format("{} operations", *phase.operations) : format_ns(static_cast<double>(phase.runtime_ns)));
}

}  // namespace

std::string describe_plan(const Plan& plan) {
  const PlanUse use = use_of(plan);
  std::uint64_t populated = 0;
  for (const auto& operations : plan.population) populated += operations.size();
  std::string text = fmt::format("{}, {} threads: {} operations laid out, {} of {} slots, {} distinct pages\n", plan.name, plan.workers.size(),
                                 plan.operation_count, use.slots.size(), plan.slot_count, use.pages.size());
  if (populated != 0) text += fmt::format("  before the clock starts: {} slots are filled\n", populated);
  for (const PlanPhase& phase : plan.phases) text += describe_phase(phase);
  if (plan.loops > 1 && !plan.phases.empty()) text += fmt::format("  all of them {} times\n", plan.loops);
  if (plan.allocation_failure_share > 0) text += fmt::format("  {} of the allocations that may not wait fail\n", plan.allocation_failure_share);
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) text += describe_worker(plan, worker);
  return text;
}

std::string describe_memory(const Plan& plan, std::string_view codec, const PreparedPages& prepared, const PoolRules& rules) {
  const PlanMemory memory = memory_of(plan, prepared, rules);
  std::string text = fmt::format("  {}: {} slots hold {}, compressed {}, in the pool {}", codec, memory.slots,
                                 format_bytes(static_cast<double>(memory.slots * page_bytes)), format_bytes(static_cast<double>(memory.stored_bytes)),
                                 format_bytes(static_cast<double>(memory.pool_bytes)));
  if (const std::uint64_t limit = own_mem_limit(plan, prepared, rules); limit != 0) {
    text += fmt::format("; its limit is {}", format_bytes(static_cast<double>(limit)));
  }
  return text + "\n";
}

}  // namespace zramlab
