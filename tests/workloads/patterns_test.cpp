// What distinguishes each pattern: computed from its plan.
#include "tests/workloads/frequencies.h"
#include "tests/workloads/planning.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace zramlab::test {
namespace {

double share_of(const Plan& plan, Operation wanted) {
  std::uint64_t count = 0;
  for (const auto& worker : plan.workers) count += static_cast<std::uint64_t>(std::ranges::count(worker, wanted, &PlannedOperation::operation));
  return static_cast<double>(count) / static_cast<double>(plan.operation_count);
}

// How many slots were swapped out since each page that comes back, itself included: counted by walking back.
struct Refaults {
  std::vector<std::uint64_t> distances;
  std::size_t resident_max = 0;
};

Refaults refaults_of(std::span<const PlannedOperation> operations, std::size_t own) {
  Refaults found;
  found.distances.resize(own);
  std::vector<SlotIndex> swapped;  // the most recent last
  std::set<SlotIndex> resident;
  for (const PlannedOperation& operation : operations) {
    if (operation.operation == Operation::write) {
      EXPECT_TRUE(std::ranges::find(swapped, operation.slot) == swapped.end()) << "a page goes out that is out";
      resident.erase(operation.slot);
      swapped.push_back(operation.slot);
      continue;
    }
    const auto place = std::ranges::find(swapped, operation.slot);
    EXPECT_TRUE(place != swapped.end()) << "a page comes back that was not out";
    ++found.distances[static_cast<std::size_t>(swapped.end() - place) - 1];
    swapped.erase(place);
    resident.insert(operation.slot);
    found.resident_max = std::max(found.resident_max, resident.size());
  }
  return found;
}

TEST(refault, brings_pages_back_at_the_distances_that_zipfs_law_gives) {
  for (const double exponent : {0.0, 0.8, 1.5}) {
    const std::size_t own = 200;
    const Plan plan = plan_of(fmt::format("refault:slots={},zipf={},resident=20", 2 * own, exponent), 2, 80'000);
    for (const auto& worker : plan.workers) {
      Refaults refaults = refaults_of(worker, own);
      EXPECT_EQ(refaults.resident_max, 21u) << "one more for a moment: then the first of them goes out";
      refaults.distances.resize(own - 20);
      EXPECT_LT(deviations_above(refaults.distances, zipf_probabilities(own - 20, exponent)), deviations_max) << exponent;
    }
  }
}

TEST(refault, first_writes_every_page_and_reads_none_that_is_not_out) {
  const Plan plan = plan_of("refault:slots=30,resident=0", 3, 3000);
  for (const auto& worker : plan.workers) {
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(worker[i].operation, Operation::write);
    for (std::size_t i = 10; i + 1 < worker.size(); i += 2) {
      EXPECT_EQ(worker[i].operation, Operation::read);
      EXPECT_EQ(worker[i + 1].operation, Operation::write) << "with nothing resident it goes out at once";
      EXPECT_EQ(worker[i].slot, worker[i + 1].slot);
    }
    refaults_of(worker, 10);
  }
}

TEST(refault, refuses_fewer_slots_than_workers_and_exponents_out_of_range) {
  EXPECT_NE(refusal_of("refault:slots=2").find("slots=2"), std::string::npos);
  EXPECT_NE(refusal_of("refault:zipf=-1").find("zipf=-1"), std::string::npos);
}

std::vector<std::uint64_t> hits_of(const Plan& plan) {
  std::vector<std::uint64_t> hits(plan.slot_count);
  for (const auto& worker : plan.workers) {
    for (const PlannedOperation& operation : worker) ++hits[operation.slot];
  }
  return hits;
}

TEST(hot_slot, gives_the_hot_set_its_share_and_the_others_what_is_left) {
  const Plan plan = plan_of("hot-slot:slots=100,hot=5,share=0.7,reads=0.25", 3, 60'000);
  std::vector<double> expected(100, 0.3 / 100);
  for (std::size_t slot = 0; slot < 5; ++slot) expected[slot] += 0.7 / 5;
  EXPECT_LT(deviations_above(hits_of(plan), expected), deviations_max);
  EXPECT_NEAR(share_of(plan, Operation::read), 0.25, 0.01);
}

TEST(hot_slot, follows_zipfs_law_where_it_is_told_to) {
  const Plan plan = plan_of("hot-slot:slots=500,zipf=1.1", 2, 60'000);
  EXPECT_LT(deviations_above(hits_of(plan), zipf_probabilities(500, 1.1)), deviations_max);
}

TEST(hot_slot, refuses_a_hot_set_larger_than_the_device) {
  EXPECT_NE(refusal_of("hot-slot:slots=4,hot=5").find("hot=5"), std::string::npos);
}

TEST(fio_randwrite, writes_the_five_bytes_and_nothing_else) {
  const Plan plan = plan_of("fio-randwrite");
  ASSERT_EQ(plan.contents->count(), 1u);
  constexpr std::array<int, 5> pattern{0x0b, 0xad, 0xc0, 0xff, 0xee};
  for (std::size_t i = 0; i < page_bytes; ++i) ASSERT_EQ(std::to_integer<int>(plan.contents->page(0)[i]), pattern[i % 5]);
  EXPECT_EQ(share_of(plan, Operation::write), 1);
}

TEST(fio_randwrite, has_each_worker_write_every_page_once_in_a_pass) {
  const Plan plan = plan_of("fio-randwrite:slots=300", 2, 1800);
  for (const auto& worker : plan.workers) {
    ASSERT_EQ(worker.size(), 900u);
    std::set<std::vector<SlotIndex>> orders;
    for (std::size_t pass = 0; pass < 3; ++pass) {
      std::vector<SlotIndex> order;
      for (std::size_t i = 0; i < 300; ++i) order.push_back(worker[pass * 300 + i].slot);
      orders.insert(order);
      EXPECT_EQ(std::set<SlotIndex>(order.begin(), order.end()).size(), 300u);
      EXPECT_FALSE(std::ranges::is_sorted(order));
    }
    EXPECT_EQ(orders.size(), 3u) << "each pass has an order of its own";
  }
  EXPECT_NE(plan.workers[0][0].slot * 1000 + plan.workers[0][1].slot, plan.workers[1][0].slot * 1000 + plan.workers[1][1].slot);
}

TEST(fio_randwrite, leaves_its_page_out_where_others_were_asked_for) {
  WorkloadRequest request = request_for(1, 100);
  request.contents_chosen = true;
  EXPECT_EQ(plan_workload("fio-randwrite", request).contents, request.contents);
}

TEST(memory_pressure, discards_reads_and_writes_in_its_shares_and_wants_a_limit) {
  const Plan plan = plan_of("memory-pressure:limit=0.6,discards=0.2,reads=0.25,failures=0.03", 2, 40'000);
  EXPECT_NEAR(share_of(plan, Operation::discard), 0.2, 0.01);
  EXPECT_NEAR(share_of(plan, Operation::read), 0.8 * 0.25, 0.01);
  EXPECT_EQ(plan.mem_limit_share, 0.6);
  EXPECT_EQ(plan.allocation_failure_share, 0.03);
  EXPECT_EQ(plan_of("swap-mixed").mem_limit_share, 0);
}

// Pages by the time at which a worker is to write them.
std::map<std::uint64_t, std::uint64_t> pages_by_time(std::span<const PlannedOperation> operations) {
  std::map<std::uint64_t, std::uint64_t> pages;
  for (const PlannedOperation& operation : operations) ++pages[operation.time_ns];
  return pages;
}

TEST(burst, has_one_writer_in_batches_and_now_and_then_everybody) {
  const Plan plan = plan_of("burst:pause_us=200,every=4", 3, 32 * (8 + 2 * 2));
  EXPECT_TRUE(plan.has_times);
  const auto background = pages_by_time(plan.workers[0]);
  std::uint64_t time_ns = 0;
  for (const auto& [at_ns, pages] : background) {
    EXPECT_EQ(at_ns, time_ns);
    EXPECT_EQ(pages, 32u);
    time_ns += 200'000;
  }
  EXPECT_EQ(background.size(), 8u);
  for (const std::size_t worker : {1u, 2u}) {
    EXPECT_EQ(pages_by_time(plan.workers[worker]), (std::map<std::uint64_t, std::uint64_t>{{0, 32}, {800'000, 32}}));
  }
}

TEST(burst, writes_a_cluster_to_slots_that_follow_each_other) {
  const Plan plan = plan_of("burst", 3, 6400);
  std::set<SlotIndex> taken;
  for (const auto& worker : plan.workers) {
    for (std::size_t i = 0; i < worker.size(); ++i) {
      EXPECT_TRUE(taken.insert(worker[i].slot).second) << "slot " << worker[i].slot << " is written twice";
      if (i % 32 == 0) continue;
      EXPECT_EQ(worker[i].slot, worker[i - 1].slot + 1);
    }
  }
  EXPECT_EQ(taken.size(), plan.slot_count);
}

}  // namespace
}  // namespace zramlab::test
