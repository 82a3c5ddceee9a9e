// What a plan gives to each worker, and which turn each operation takes.
#include "workloads/plan.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

// Operations dealt out to the workers at random, with or without a recorded order.
Plan random_plan(std::uint64_t seed, std::size_t workers, std::size_t operations, std::uint32_t slots, ReplayOrder order) {
  Random random(seed);
  Plan plan;
  plan.workers.resize(workers);
  plan.slot_count = slots;
  plan.operation_count = operations;
  plan.order = order;
  for (std::size_t i = 0; i < operations; ++i) {
    const std::uint32_t worker = random.below(static_cast<std::uint32_t>(workers));
    PlannedOperation operation;
    operation.slot = random.below(slots);
    operation.operation = random.chance(0.5) ? Operation::read : Operation::write;
    plan.workers[worker].push_back(operation);
    plan.workers_in_order.push_back(static_cast<std::uint16_t>(worker));
  }
  return plan;
}

std::uint64_t sum_over_workers(const Plan& plan, std::uint64_t count) {
  std::uint64_t sum = 0;
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) sum += operations_of(plan, worker, count);
  return sum;
}

TEST(operations_of, add_up_to_any_count_with_and_without_an_order) {
  for (const std::size_t workers : {1u, 2u, 3u, 7u, 64u}) {
    for (const std::size_t operations : {1u, 10u, 1000u}) {
      Plan plan = random_plan(workers + operations, workers, operations, 4, ReplayOrder::strict);
      for (const bool ordered : {true, false}) {
        if (!ordered) plan.workers_in_order.clear();
        for (std::uint64_t count = 0; count < 2 * operations + 3; count += 1 + count / 50) {
          ASSERT_EQ(sum_over_workers(plan, count), count) << workers << " workers, " << operations << " planned";
        }
        EXPECT_EQ(sum_over_workers(plan, 123'456'789'012), 123'456'789'012u);
      }
    }
  }
}

TEST(operations_of, of_an_ordered_plan_are_its_first_ones) {
  const Plan plan = random_plan(1, 3, 100, 4, ReplayOrder::strict);
  for (std::uint64_t count = 0; count <= 250; ++count) {
    std::vector<std::uint64_t> expected(3);
    for (std::uint64_t i = 0; i < count; ++i) ++expected[plan.workers_in_order[i % 100]];
    for (std::size_t worker = 0; worker < 3; ++worker) {
      ASSERT_EQ(operations_of(plan, worker, count), expected[worker]) << count << " operations, worker " << worker;
    }
  }
}

TEST(operations_of, without_an_order_are_in_proportion) {
  Plan plan;
  plan.workers.resize(4);
  for (auto& worker : plan.workers) worker.resize(1000);
  plan.operation_count = 4000;
  for (std::size_t worker = 0; worker < 4; ++worker) {
    EXPECT_EQ(operations_of(plan, worker, 400), 100u);
    EXPECT_EQ(operations_of(plan, worker, 8000), 2000u);
  }
}

TEST(operations_of, a_worker_without_operations_gets_none) {
  Plan plan;
  plan.workers.resize(3);
  plan.workers[1].resize(10);
  plan.operation_count = 10;
  EXPECT_EQ(operations_of(plan, 0, 25), 0u);
  EXPECT_EQ(operations_of(plan, 1, 25), 25u);
  EXPECT_EQ(operations_of(plan, 2, 25), 0u);
}

// Calls visit(operation) in recorded order.
template <class Visit>
void for_each_in_order(const Plan& plan, Visit visit) {
  std::vector<std::size_t> next(plan.workers.size());
  for (const std::uint16_t worker : plan.workers_in_order) visit(plan.workers[worker][next[worker]++]);
}

TEST(assigned_turns, count_what_came_before_on_the_slot) {
  for (const ReplayOrder order : {ReplayOrder::strict, ReplayOrder::relaxed}) {
    Plan plan = random_plan(3, 4, 500, 7, order);
    assign_turns(plan);
    std::vector<std::uint32_t> before(plan.slot_count);
    for_each_in_order(plan, [&](const PlannedOperation& operation) {
      ASSERT_EQ(operation.turn, before[operation.slot]);
      const bool counts = order == ReplayOrder::strict || operation.operation == Operation::write;
      before[operation.slot] += counts ? 1 : 0;
    });
    for_each_in_order(plan, [&](const PlannedOperation& operation) {
      ASSERT_EQ(operation.turns_total, before[operation.slot]) << "what one pass adds to slot " << operation.slot;
    });
  }
}

TEST(assigned_turns, are_none_where_nothing_is_ordered) {
  Plan plan = random_plan(3, 4, 100, 7, ReplayOrder::none);
  assign_turns(plan);
  for_each_in_order(plan, [](const PlannedOperation& operation) {
    EXPECT_EQ(operation.turn, 0u);
    EXPECT_EQ(operation.turns_total, 0u);
  });
}

}  // namespace
}  // namespace zramlab::test
