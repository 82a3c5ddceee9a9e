// Memory by class arithmetic: the published figures of the kernel developers' job, and a device that really holds the plan.
#include "bench/plan_memory.h"

#include "engine/backend/table.h"
#include "engine/base/table.h"
#include "tests/bench/support.h"
#include "workloads/workload.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

PlanMemory memory_with(const Plan& plan, const std::string& codec, const PoolRules& rules) {
  const auto made = make_codec(codec);
  return memory_of(plan, PreparedPages(*plan.contents, *made, SizeClassTable(rules).huge_threshold()), rules);
}

// mm_stat of the patch series' fio job on a device of 2 GiB.
struct Published {
  std::string codec;
  std::uint64_t compr_data_size;
  std::uint64_t mem_used_total;
  std::size_t length;  // of the compressed page
};

TEST(plan_memory, of_fios_job_is_what_the_kernel_developers_published) {
  constexpr std::uint64_t slots = (std::uint64_t{2} << 30) / page_bytes;
  const Plan plan = plan_workload("fio-randwrite", {.contents = store_of(1), .workers = 1, .operation_count = slots, .seed = 1, .parameters = {}});
  std::vector<Published> all{{"deflate", 16'252'928, 25'178'112, 31}, {"zstd", 11'010'048, 16'781'312, 21}};
  if (find_in(backends(), "lzo") != nullptr) all.push_back({"lzo", 23'068'672, 33'558'528, 44});
  for (const std::string& era : {std::string("newest"), std::string("6.1")}) {
    const PoolRules rules = era_of(era).pool;
    const SizeClassTable table(rules);
    for (const Published& published : all) {
      const PlanMemory memory = memory_with(plan, published.codec, rules);
      EXPECT_EQ(memory.slots, slots);
      EXPECT_EQ(memory.stored_bytes, published.compr_data_size) << published.codec;
      // The published runs overwrote the device: a new object comes before the old one goes, which keeps one zspage more.
      const std::uint64_t one_more = table.class_of(published.length).pages * page_bytes;
      EXPECT_EQ(memory.pool_bytes + one_more, published.mem_used_total) << published.codec << ", " << era;
    }
  }
}

TEST(plan_memory, counts_what_lies_in_a_slot_last_and_no_object_for_same_filled_pages) {
  PageStore pages;
  pages.add(test::text_page(1));
  pages.add(std::array<std::byte, page_bytes>{});
  Plan plan;
  plan.contents = std::make_shared<const PageStore>(std::move(pages));
  plan.slot_count = 10;
  plan.workers.resize(1);
  const auto add = [](PlannedOperations& operations, SlotIndex slot, ContentIndex content, Operation operation = Operation::write) {
    PlannedOperation made;
    made.slot = slot;
    made.content = content;
    made.operation = operation;
    operations.push_back(made);
  };
  plan.population.resize(1);
  add(plan.population[0], 0, 0);
  add(plan.population[0], 1, 0);
  add(plan.workers[0], 1, 1);  // same-filled now
  add(plan.workers[0], 2, 0);
  add(plan.workers[0], 2, no_content, Operation::discard);
  add(plan.workers[0], 3, no_content, Operation::read);
  const PoolRules rules = era_of("newest").pool;
  const auto codec = make_codec("lz4");
  const PreparedPages prepared(*plan.contents, *codec, SizeClassTable(rules).huge_threshold());
  const PlanMemory memory = memory_of(plan, prepared, rules);
  EXPECT_EQ(memory.slots, 3u) << "a discard is not reckoned with, a read fills nothing";
  EXPECT_EQ(memory.stored_bytes, 2 * prepared.stored_bytes(0));
  EXPECT_EQ(memory.pool_bytes, SizeClassTable(rules).class_of(prepared.stored_bytes(0)).pages * page_bytes) << "one zspage holds both";
}

TEST(plan_memory, its_limit_is_a_share_of_what_the_pages_need) {
  const auto plan_with = [](const char* workload) {
    return plan_workload(workload, {.contents = store_of(50), .workers = 2, .operation_count = 20'000, .seed = 1, .parameters = {}});
  };
  const PoolRules rules = era_of("newest").pool;
  const auto limit_of = [&](const Plan& plan) {
    const auto codec = make_codec("lz4");
    return own_mem_limit(plan, PreparedPages(*plan.contents, *codec, SizeClassTable(rules).huge_threshold()), rules);
  };
  const Plan half = plan_with("memory-pressure:limit=0.5,slots=1000");
  EXPECT_EQ(limit_of(half), memory_with(half, "lz4", rules).pool_bytes / 2);
  EXPECT_EQ(limit_of(plan_with("swap-out")), 0u) << "no limit";
}

}  // namespace
}  // namespace zramlab::test
