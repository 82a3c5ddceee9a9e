// The pool's operations, one thread at a time.
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"
#include "tests/pool/allocated.h"
#include "tests/pool/contents.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab {
namespace {

using HostPool = Pool<Host>;

class EveryEra : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EveryEra, testing::Values("3.14", "3.19", "4.1", "4.17", "6.1", "6.3", "newest"));

TEST_P(EveryEra, every_length_reads_back_intact_wherever_it_lies) {
  HostPool pool({.rules = era_of(GetParam()).pool});
  std::vector<Handle> handles(page_bytes + 1);
  for (std::size_t length = 1; length <= page_bytes; ++length) {
    handles[length] = allocated(pool, length);
    write_content(pool, handles[length], length, length);
  }
  for (std::size_t length = 1; length <= page_bytes; ++length) {
    ASSERT_TRUE(has_content(pool, handles[length], length, length)) << length;
  }
  EXPECT_EQ(pool.recount().objects, page_bytes);
  EXPECT_EQ(pool.stored_objects(), page_bytes);
  for (std::size_t length = 1; length <= page_bytes; ++length) pool.free(handles[length]);
  EXPECT_EQ(pool.recount().pages, 0u);
  EXPECT_EQ(pool.pages_used(), 0u);
}

TEST_P(EveryEra, neighbours_that_cross_page_borders_do_not_touch_each_other) {
  HostPool pool({.rules = era_of(GetParam()).pool});
  constexpr std::size_t length = 2500;  // a chain of several pages in every era
  std::vector<Handle> handles;
  for (std::uint64_t i = 0; i < 100; ++i) handles.push_back(allocated(pool, length));
  for (const std::uint64_t pass : {0u, 1000u}) {
    for (std::uint64_t i = 0; i < 100; ++i) write_content(pool, handles[i], length, i + pass);
    for (std::uint64_t i = 0; i < 100; ++i) ASSERT_TRUE(has_content(pool, handles[i], length, i + pass)) << i;
  }
}

TEST(Pool, shortest_and_longest_chains_keep_contents_too) {
  for (const unsigned chain_size : {1u, 16u}) {
    PoolRules rules;
    rules.chain_size = chain_size;
    HostPool pool({.rules = rules});
    std::vector<Handle> handles;
    for (std::size_t length = 3; length <= page_bytes; length += 7) {
      handles.push_back(allocated(pool, length));
      write_content(pool, handles.back(), length, length);
    }
    for (std::size_t i = 0; i < handles.size(); ++i) ASSERT_TRUE(has_content(pool, handles[i], 3 + 7 * i, 3 + 7 * i));
    EXPECT_EQ(pool.recount().objects, handles.size());
  }
}

TEST(Pool, object_within_one_page_is_read_in_place_and_one_across_a_border_from_scratch) {
  HostPool pool({});
  // 2160 + 8 bytes go to the class of 2176: the first object lies in the first page, the second crosses.
  std::array<std::byte, page_bytes> scratch;
  const Handle first = allocated(pool, 2160);
  const Handle second = allocated(pool, 2160);
  write_content(pool, first, 2160, 1);
  write_content(pool, second, 2160, 2);
  EXPECT_NE(pool.begin_read(first, 2160, scratch).data(), scratch.data());
  pool.end_read(first);
  EXPECT_EQ(pool.begin_read(second, 2160, scratch).data(), scratch.data());
  pool.end_read(second);
}

TEST(Pool, short_read_returns_the_first_bytes) {
  HostPool pool({});
  const Handle handle = allocated(pool, 3000);
  write_content(pool, handle, 3000, 7);
  EXPECT_TRUE(has_content(pool, handle, 10, 7));
  EXPECT_TRUE(has_content(pool, handle, 1, 7));
}

TEST(Pool, pages_run_out_with_no_memory_and_come_back) {
  HostPool pool({.rules = {}, .pages_max = 8});
  std::vector<Handle> handles;
  for (int i = 0; i < 8; ++i) handles.push_back(allocated(pool, 4096));
  Handle refused = 5;
  EXPECT_EQ(pool.allocate(4096, Allocation::may_sleep, refused), Outcome::no_memory);
  EXPECT_EQ(pool.allocate(100, Allocation::no_wait, refused), Outcome::no_memory);
  EXPECT_EQ(refused, no_handle);
  pool.free(handles.back());
  handles.back() = allocated(pool, 4096);
  EXPECT_EQ(pool.allocate(4096, Allocation::may_sleep, refused), Outcome::no_memory);
  EXPECT_EQ(pool.recount().objects, 8u);
}

TEST(Pool, chain_that_does_not_fit_leaves_its_pages_to_others) {
  HostPool pool({.rules = {}, .pages_max = 4});
  Handle handle = no_handle;
  EXPECT_EQ(pool.allocate(2160, Allocation::may_sleep, handle), Outcome::no_memory);  // a chain of 8
  EXPECT_EQ(pool.pages_used(), 0u);
  for (int i = 0; i < 4; ++i) allocated(pool, 4096);
}

TEST(Pool, one_lock_for_the_whole_pool_changes_no_layout) {
  HostPool by_class({.rules = {}});
  HostPool whole({.rules = {}, .lock = PoolLock::whole_pool});
  Random random(3);
  std::vector<std::pair<Handle, Handle>> handles;
  for (int i = 0; i < 5000; ++i) {
    const std::size_t length = 1 + random.below(4096);
    handles.emplace_back(allocated(by_class, length), allocated(whole, length));
    if (random.chance(0.4)) {
      std::swap(handles[random.below(static_cast<std::uint32_t>(handles.size()))], handles.back());
      by_class.free(handles.back().first);
      whole.free(handles.back().second);
      handles.pop_back();
    }
    ASSERT_EQ(by_class.pages_used(), whole.pages_used());
  }
  EXPECT_EQ(by_class.compact(), whole.compact());
  EXPECT_EQ(by_class.recount().pages, whole.recount().pages);
}

// Which of 1000 attempts at a new zspage succeed.
std::vector<bool> attempts(std::uint64_t seed, Allocation allocation) {
  HostPool pool({.rules = {}, .no_wait_failure_share = 0.3, .seed = seed});
  std::vector<bool> succeeded;
  for (int i = 0; i < 1000; ++i) {
    Handle handle = no_handle;
    succeeded.push_back(pool.allocate(4096, allocation, handle) == Outcome::ok);
  }
  EXPECT_EQ(pool.recount().objects, static_cast<std::uint64_t>(std::ranges::count(succeeded, true)));
  return succeeded;
}

TEST(Pool, ordered_failures_follow_the_seed_and_spare_who_may_sleep) {
  const std::vector<bool> first = attempts(11, Allocation::no_wait);
  EXPECT_EQ(first, attempts(11, Allocation::no_wait));
  EXPECT_NE(first, attempts(12, Allocation::no_wait));
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, false)), 300, 60);
  EXPECT_EQ(std::ranges::count(attempts(11, Allocation::may_sleep), false), 0);
}

TEST(Pool, ordered_failures_strike_new_zspages_only) {
  HostPool pool({.rules = {}, .no_wait_failure_share = 1.0});
  Handle handle = no_handle;
  EXPECT_EQ(pool.allocate(500, Allocation::no_wait, handle), Outcome::no_memory);
  allocated(pool, 500);
  EXPECT_EQ(pool.allocate(500, Allocation::no_wait, handle), Outcome::ok);
}

TEST(Pool, prefaulting_changes_nothing_that_can_be_counted) {
  HostPool pool({.rules = {}, .pages_max = 1024});
  pool.prefault(std::size_t{8} << 20);
  EXPECT_EQ(pool.pages_used(), 0u);
  allocated(pool, 100);
  EXPECT_EQ(pool.recount().objects, 1u);
}

using PoolDeathTest = testing::Test;

TEST(PoolDeathTest, misuse_is_caught) {
  HostPool pool({});
  const Handle handle = allocated(pool, 100);
  std::array<std::byte, page_bytes> scratch{};
  EXPECT_DEATH((void)pool.allocate(0, Allocation::no_wait, *std::make_unique<Handle>()), "1 to 4096");
  EXPECT_DEATH((void)pool.allocate(4097, Allocation::no_wait, *std::make_unique<Handle>()), "1 to 4096");
  EXPECT_DEATH(pool.write(handle, scratch), "more bytes than were allocated");
  EXPECT_DEATH((void)pool.begin_read(handle, 200, scratch), "more bytes than were allocated");
  EXPECT_DEATH((pool.free(handle), pool.free(handle)), "names no object");
  EXPECT_DEATH((pool.free(handle), pool.write(handle, {})), "names no object");
  EXPECT_DEATH(pool.free(no_handle), "names no object");
  (void)pool.begin_read(handle, 100, scratch);
  EXPECT_DEATH(pool.free(handle), "freed while it is read");
  EXPECT_DEATH((void)pool.recount(), "pinned at rest");
}

}  // namespace
}  // namespace zramlab
