#include "workloads/plan.h"

#include <algorithm>

namespace zramlab {

namespace {

// Calls visit(operation) for each operation: in recorded order, or, where there is none, one of each worker in turn.
template <class Visit>
void for_each_in_order(Plan& plan, Visit visit) {
  std::vector<std::size_t> next(plan.workers.size(), 0);
  for (const std::uint16_t worker : plan.workers_in_order) visit(plan.workers[worker][next[worker]++]);
  if (!plan.workers_in_order.empty()) return;
  std::size_t longest = 0;
  for (const auto& operations : plan.workers) longest = std::max(longest, operations.size());
  for (std::size_t at = 0; at < longest; ++at) {
    for (auto& operations : plan.workers) {
      if (at < operations.size()) visit(operations[at]);
    }
  }
}

}  // namespace

void expect_contents(Plan& plan) {
  SpillingTable<ContentIndex> held(plan.slot_count, no_content);
  for_each_in_order(plan, [&](PlannedOperation& operation) {
    ContentIndex& content = held[operation.slot];
    switch (operation.operation) {
      case Operation::write: content = operation.content; break;
      case Operation::partial:
      case Operation::discard: content = no_content; break;
      case Operation::read: operation.content = content; break;
    }
  });
}

void assign_turns(Plan& plan) {
  if (plan.order == ReplayOrder::none) return;
  SpillingTable<std::uint32_t> turns(plan.slot_count, 0);
  for_each_in_order(plan, [&](PlannedOperation& operation) {
    operation.turn = turns[operation.slot];
    if (operation.takes_turn(plan.order)) ++turns[operation.slot];
  });
  for_each_in_order(plan, [&](PlannedOperation& operation) { operation.turns_total = turns[operation.slot]; });
}

std::uint64_t operations_of(const Plan& plan, std::size_t worker, std::uint64_t count) {
  const std::uint64_t passes = count / plan.operation_count;
  const std::uint64_t rest = count % plan.operation_count;
  const std::uint64_t whole = passes * plan.workers[worker].size();
  if (!plan.workers_in_order.empty()) {
    const auto first = plan.workers_in_order.begin();
    return whole + static_cast<std::uint64_t>(std::count(first, first + static_cast<std::ptrdiff_t>(rest), worker));
  }
  // Shares between neighbouring cut points, so that they add up to `rest`.
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < worker; ++i) before += plan.workers[i].size();
  const auto cut = [&](std::uint64_t planned) {
    return static_cast<std::uint64_t>(static_cast<double>(rest) * static_cast<double>(planned) /
                                      static_cast<double>(plan.operation_count));
  };
  return whole + cut(before + plan.workers[worker].size()) - cut(before);
}

}  // namespace zramlab
