// Every generated workload of the table: a line added there is tested here.
#include "workloads/workload.h"

#include "tests/workloads/planning.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace zramlab::test {
namespace {

// All operations as text, worker by worker.
std::string spelled_out(const Plan& plan) {
  std::string text;
  for (const auto& worker : plan.workers) {
    for (const PlannedOperation& operation : worker) {
      text += fmt::format("{}{}:{} ", to_string(operation.operation)[0], operation.slot, operation.content);
    }
    text += '\n';
  }
  return text;
}

class workload : public ::testing::TestWithParam<std::string> {};

TEST_P(workload, is_laid_out_within_its_bounds) {
  for (const ThreadIndex workers : {1u, 2u, 7u}) {
    for (const std::uint64_t operations : {1u, 5u, 1000u}) {
      const Plan plan = plan_of(GetParam(), workers, operations);
      EXPECT_EQ(plan.name, GetParam());
      ASSERT_EQ(plan.workers.size(), workers);
      EXPECT_EQ(plan.order, ReplayOrder::none);
      std::uint64_t planned = 0;
      for (const auto& worker : plan.workers) {
        planned += worker.size();
        EXPECT_FALSE(worker.empty());
        for (const PlannedOperation& operation : worker) {
          ASSERT_LT(operation.slot, plan.slot_count);
          ASSERT_NE(operation.operation, Operation::partial);
          const bool may_have_none = operation.operation != Operation::write;
          ASSERT_TRUE((may_have_none && operation.content == no_content) || operation.content < plan.contents->count());
        }
      }
      EXPECT_EQ(plan.operation_count, planned);
      EXPECT_GT(planned + workers, operations) << "all but a remainder";
      EXPECT_LE(planned, std::max<std::uint64_t>(operations, workers));
    }
  }
}

TEST_P(workload, tells_a_lone_workers_reads_what_they_will_find) {
  const Plan plan = plan_of(GetParam(), 1, 1000);
  std::vector<ContentIndex> held(plan.slot_count, no_content);
  for (const PlannedOperation& operation : plan.workers[0]) {
    if (operation.operation == Operation::write) held[operation.slot] = operation.content;
    if (operation.operation == Operation::discard) held[operation.slot] = no_content;
    if (operation.operation == Operation::read) {
      ASSERT_EQ(operation.content, held[operation.slot]);
    }
  }
}

TEST_P(workload, is_the_same_for_the_same_seed_and_another_for_another) {
  EXPECT_EQ(spelled_out(plan_of(GetParam())), spelled_out(plan_of(GetParam())));
  EXPECT_NE(spelled_out(plan_of(GetParam(), 3, 600, 1)), spelled_out(plan_of(GetParam(), 3, 600, 2)));
}

TEST_P(workload, gives_no_two_workers_the_same_operations) {
  const Plan plan = plan_of(GetParam());
  const auto operations_of_worker = [&](std::size_t worker) {
    std::string text;
    for (const PlannedOperation& operation : plan.workers[worker]) text += fmt::format("{}:{} ", operation.slot, operation.content);
    return text;
  };
  EXPECT_NE(operations_of_worker(0), operations_of_worker(1));
}

TEST_P(workload, uses_the_slots_it_is_told_to) {
  for (const std::uint32_t slots : {7u, 12u, 100u}) {
    const Plan plan = plan_of(fmt::format("{}:slots={}", GetParam(), slots), 3, 6000);
    EXPECT_EQ(plan.slot_count, slots);
    std::set<SlotIndex> used;
    for (const auto& worker : plan.workers) {
      for (const PlannedOperation& operation : worker) used.insert(operation.slot);
    }
    EXPECT_EQ(used.size(), slots);
    EXPECT_LT(*used.rbegin(), slots);
  }
}

TEST_P(workload, refuses_what_it_does_not_know_and_says_what_it_does) {
  const std::string message = refusal_of(GetParam() + ":colour=red");
  EXPECT_NE(message.find("--workload " + GetParam()), std::string::npos) << message;
  EXPECT_NE(message.find("'colour'"), std::string::npos) << message;
  EXPECT_NE(message.find("slots=N"), std::string::npos) << message;
}

TEST_P(workload, refuses_slots_that_are_no_number_or_out_of_range) {
  for (const char* slots : {"", "0", "-1", "many", "4x", "nan", "1e99", "0.5"}) {
    const std::string message = refusal_of(fmt::format("{}:slots={}", GetParam(), slots));
    EXPECT_NE(message.find("--workload"), std::string::npos) << message;
    EXPECT_NE(message.find(fmt::format("slots={}", slots)), std::string::npos) << message;
  }
}

TEST_P(workload, refuses_a_parameter_that_is_not_one_or_is_given_twice) {
  EXPECT_NE(refusal_of(GetParam() + ":slots").find("name=value"), std::string::npos);
  EXPECT_NE(refusal_of(GetParam() + ":=4").find("name=value"), std::string::npos);
  EXPECT_NE(refusal_of(GetParam() + ":slots=4,slots=5").find("twice"), std::string::npos);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const WorkloadEntry& entry : workloads()) all.emplace_back(entry.name);
  return all;
}

INSTANTIATE_TEST_SUITE_P(table, workload, ::testing::ValuesIn(names()), [](const auto& name) {
  std::string identifier = name.param;
  std::ranges::replace(identifier, '-', '_');
  return identifier;
});

TEST(workloads_table, an_unknown_name_is_refused_with_the_names_there_are) {
  const std::string message = refusal_of("swap-sideways:slots=4");
  EXPECT_NE(message.find("--workload"), std::string::npos) << message;
  EXPECT_NE(message.find("'swap-sideways'"), std::string::npos) << message;
  for (const WorkloadEntry& entry : workloads()) EXPECT_NE(message.find(entry.name), std::string::npos) << message;
}

TEST(swap_out, gives_each_worker_slots_of_its_own_in_ascending_order) {
  for (const std::string_view text : {"swap-out", "swap-out:slots=31"}) {
    const Plan plan = plan_of(text, 3, 300);
    std::set<SlotIndex> taken;
    for (const auto& worker : plan.workers) {
      std::set<SlotIndex> own;
      for (std::size_t i = 0; i < worker.size(); ++i) {
        EXPECT_EQ(worker[i].operation, Operation::write);
        const bool starts_over = i > 0 && worker[i].slot == worker[0].slot;
        if (i > 0 && !starts_over) {
          EXPECT_EQ(worker[i].slot, worker[i - 1].slot + 1);
        }
        own.insert(worker[i].slot);
      }
      for (const SlotIndex slot : own) EXPECT_TRUE(taken.insert(slot).second) << "slot " << slot << " has two owners";
    }
  }
}

TEST(swap_out, refuses_fewer_slots_than_workers) {
  try {
    plan_of("swap-out:slots=2", 3);
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("slots=2"), std::string::npos) << error.what();
  }
}

TEST(swap_mixed, reads_the_share_it_is_told_to) {
  const auto share_of_reads = [](std::string_view text) {
    const Plan plan = plan_of(text, 2, 20'000);
    std::uint64_t reads = 0;
    for (const auto& worker : plan.workers) {
      reads += static_cast<std::uint64_t>(std::ranges::count(worker, Operation::read, &PlannedOperation::operation));
    }
    return static_cast<double>(reads) / static_cast<double>(plan.operation_count);
  };
  EXPECT_NEAR(share_of_reads("swap-mixed"), 0.4, 0.02);
  EXPECT_NEAR(share_of_reads("swap-mixed:reads=0.9,slots=10"), 0.9, 0.02);
  EXPECT_EQ(share_of_reads("swap-mixed:reads=0"), 0);
  EXPECT_EQ(share_of_reads("swap-mixed:reads=1"), 1);
  EXPECT_NE(refusal_of("swap-mixed:reads=1.1").find("reads=1.1"), std::string::npos);
}

TEST(overwrite, only_writes) {
  const Plan plan = plan_of("overwrite");
  for (const auto& worker : plan.workers) {
    for (const PlannedOperation& operation : worker) EXPECT_EQ(operation.operation, Operation::write);
  }
}

}  // namespace
}  // namespace zramlab::test
