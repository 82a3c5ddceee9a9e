// What a device holds before the clock starts, and what reads know of it.
#include "workloads/population.h"

#include "tests/workloads/planning.h"

#include <set>

namespace zramlab::test {
namespace {

std::map<SlotIndex, ContentIndex> populated(const Plan& plan) {
  std::map<SlotIndex, ContentIndex> pages;
  for (const auto& worker : plan.population) {
    for (const PlannedOperation& operation : worker) {
      EXPECT_EQ(operation.operation, Operation::write);
      EXPECT_TRUE(pages.emplace(operation.slot, operation.content).second) << "slot " << operation.slot << " is filled twice";
    }
  }
  return pages;
}

TEST(population, is_exactly_the_share_of_the_slots_that_are_used) {
  for (const double share : {0.1, 0.5, 1.0}) {
    Plan plan = plan_of("overwrite:slots=100", 3, 6000);
    plan.slot_count = 5000;  // a larger disk
    populate(plan, share, 1);
    EXPECT_EQ(plan.population.size(), 3u);
    const auto pages = populated(plan);
    EXPECT_EQ(static_cast<double>(pages.size()), share * 100);
    EXPECT_LT(pages.rbegin()->first, 100u) << "slots that nobody uses stay empty";
  }
}

TEST(population, of_nothing_changes_nothing) {
  Plan plan = plan_of("overwrite");
  populate(plan, 0, 1);
  EXPECT_TRUE(plan.population.empty());
}

TEST(population, follows_the_seed) {
  const auto with_seed = [](std::uint64_t seed) {
    Plan plan = plan_of("overwrite:slots=100", 2, 6000);
    populate(plan, 0.5, seed);
    return populated(plan);
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
}

TEST(population, is_what_first_reads_find) {
  Plan plan = plan_of("swap-mixed:slots=50", 1, 2000);
  populate(plan, 0.5, 1);
  expect_contents(plan);
  auto held = populated(plan);
  std::uint64_t found = 0;
  for (const PlannedOperation& operation : plan.workers[0]) {
    if (operation.operation == Operation::write) {
      held[operation.slot] = operation.content;
      continue;
    }
    const auto page = held.find(operation.slot);
    ASSERT_EQ(operation.content, page == held.end() ? no_content : page->second);
    found += page != held.end() ? 1 : 0;
  }
  EXPECT_GT(found, 0u);
}

TEST(population, is_what_a_warmup_leaves_of_it) {
  for (const std::uint64_t warm_up : {1u, 37u, 2000u, 5000u}) {
    Plan plan = plan_of("swap-mixed:slots=50", 1, 2000);
    populate(plan, 1, 1);
    expect_contents(plan, warm_up);
    auto held = populated(plan);
    for (std::size_t i = 0; i < std::min<std::size_t>(warm_up, 2000); ++i) {
      const PlannedOperation& operation = plan.workers[0][i];
      if (operation.operation == Operation::write) held[operation.slot] = operation.content;
    }
    for (const PlannedOperation& operation : plan.workers[0]) {
      if (operation.operation == Operation::write) held[operation.slot] = operation.content;
      ASSERT_EQ(operation.content, held[operation.slot]) << warm_up << " operations of warm-up";
    }
  }
}

TEST(parse_populate, takes_words_shares_and_percentages) {
  EXPECT_EQ(parse_populate("none"), 0);
  EXPECT_EQ(parse_populate("all"), 1);
  EXPECT_EQ(parse_populate("0.25"), 0.25);
  EXPECT_EQ(parse_populate("25%"), 0.25);
  EXPECT_EQ(parse_populate("1"), 1);
}

TEST(parse_populate, refuses_what_is_no_share) {
  for (const char* text : {"", "some", "1.5", "-1", "101%", "%", "nan", "0.5x"}) {
    try {
      parse_populate(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_NE(std::string(error.what()).find(fmt::format("--populate: '{}'", text)), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace zramlab::test
