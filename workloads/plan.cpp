#include "workloads/plan.h"

#include <algorithm>

namespace zramlab {

namespace {

// Calls visit(operation) for one operation of each worker in turn, from what part_of(worker) says is to be visited.
template <class PartOf, class Visit>
void for_each_in_turn(Plan& plan, PartOf part_of, Visit visit) {
  std::size_t longest = 0;
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) longest = std::max(longest, part_of(worker).count);
  for (std::size_t at = 0; at < longest; ++at) {
    for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) {
      const PlanPhase::Part part = part_of(worker);
      if (at < part.count) visit(plan.workers[worker][part.first + at]);
    }
  }
}

// Calls visit(operation) for each operation: in recorded order, or, where there is none, phase by phase and one of each worker in
// turn.
template <class Visit>
void for_each_in_order(Plan& plan, Visit visit) {
  std::vector<std::size_t> next(plan.workers.size(), 0);
  for (const std::uint16_t worker : plan.workers_in_order) visit(plan.workers[worker][next[worker]++]);
  if (!plan.workers_in_order.empty()) return;
  for (const PlanPhase& phase : plan.phases) {
    for_each_in_turn(plan, [&](std::size_t worker) { return phase.parts[worker]; }, visit);
  }
  if (!plan.phases.empty()) return;
  for_each_in_turn(plan, [&](std::size_t worker) { return PlanPhase::Part{0, plan.workers[worker].size()}; }, visit);
}

// What each slot holds, as operations change it.
class HeldContents {
 public:
  explicit HeldContents(std::uint64_t slots) : held_(slots, no_content) {}

  void change(const PlannedOperation& operation) {
    if (operation.operation == Operation::read) return;
    held_[operation.slot] = operation.operation == Operation::write ? operation.content : no_content;
  }
  [[nodiscard]] ContentIndex operator[](SlotIndex slot) const { return held_[slot]; }

 private:
  SpillingTable<ContentIndex> held_;
};

// `rest` in shares of `part` at `before` of `total`: shares that lie side by side add up.
std::uint64_t share_of(std::uint64_t rest, std::uint64_t before, std::uint64_t part, std::uint64_t total) {
  const auto cut = [&](std::uint64_t planned) {
    return static_cast<std::uint64_t>(static_cast<double>(rest) * static_cast<double>(planned) / static_cast<double>(total));
  };
  return cut(before + part) - cut(before);
}

}  // namespace

void expect_contents(Plan& plan, std::uint64_t warm_up) {
  HeldContents held(plan.slot_count);
  for (const auto& worker : plan.population) {
    for (const PlannedOperation& operation : worker) held.change(operation);
  }
  // What a pass leaves, another pass leaves again.
  std::uint64_t left = std::min(warm_up, plan.operation_count);
  if (left != 0) {
    for_each_in_order(plan, [&](const PlannedOperation& operation) {
      if (left == 0) return;
      held.change(operation);
      --left;
    });
  }
  for_each_in_order(plan, [&](PlannedOperation& operation) {
    if (operation.operation == Operation::read) operation.content = held[operation.slot];
    held.change(operation);
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
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < worker; ++i) before += plan.workers[i].size();
  return whole + share_of(rest, before, plan.workers[worker].size(), plan.operation_count);
}

std::uint64_t operations_of(const PlanPhase& phase, std::size_t worker) {
  std::uint64_t before = 0;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < phase.parts.size(); ++i) {
    if (i < worker) before += phase.parts[i].count;
    total += phase.parts[i].count;
  }
  return share_of(phase.operations.value_or(0), before, phase.parts[worker].count, total);
}

}  // namespace zramlab
