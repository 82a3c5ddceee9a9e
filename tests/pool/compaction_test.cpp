#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"
#include "tests/pool/contents.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace zramlab {
namespace {

using HostPool = Pool<Host>;

struct Object {
  Handle handle = no_handle;
  std::size_t length = 0;
};

// Fills the pool with objects of all lengths, then frees six in ten of them, here and there.
std::vector<Object> sparse(HostPool& pool, std::uint64_t seed) {
  Random random(seed);
  std::vector<Object> kept;
  std::vector<Object> all(40000);
  for (Object& object : all) {
    object.length = 1 + random.below(3600);
    EXPECT_EQ(pool.allocate(object.length, Allocation::may_sleep, object.handle), Outcome::ok);
    write_content(pool, object.handle, object.length, object.handle);
  }
  for (const Object& object : all) {
    if (random.chance(0.6)) {
      pool.free(object.handle);
    } else {
      kept.push_back(object);
    }
  }
  return kept;
}

class EveryCompaction : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EveryCompaction, testing::Values("4.1", "6.1", "6.3", "newest"));

TEST_P(EveryCompaction, contents_stay_and_every_page_that_could_go_is_gone) {
  HostPool pool({.rules = era_of(GetParam()).pool});
  const std::vector<Object> kept = sparse(pool, 5);
  const PoolCensus before = pool.recount();
  ASSERT_GT(before.pages_compactable, 1000u);
  const std::uint64_t freed = pool.compact();
  const PoolCensus after = pool.recount();
  EXPECT_EQ(freed, before.pages_compactable);
  EXPECT_EQ(after.pages, before.pages - freed);
  EXPECT_EQ(after.pages_compactable, 0u);
  EXPECT_EQ(after.objects, kept.size());
  EXPECT_EQ(pool.pages_compacted(), freed);
  for (const Object& object : kept) ASSERT_TRUE(has_content(pool, object.handle, object.length, object.handle));
  EXPECT_EQ(pool.compact(), 0u);
}

std::uint64_t objects_moved(FullnessGroups groups, CompactionRule compaction) {
  PoolRules rules = era_of("newest").pool;
  rules.groups = groups;
  rules.compaction = compaction;
  HostPool pool({.rules = rules});
  sparse(pool, 6);
  pool.compact();
  return pool.objects_moved();
}

// The order, and roughly the proportions, of the figures published with the change in 6.4: 323977, 262944 and 213978
// objects on a synthetic load of their own.
TEST(Compaction, keeping_the_destination_and_finer_groups_each_move_fewer_objects) {
  const std::uint64_t old_groups_old_loop = objects_moved(FullnessGroups::four, CompactionRule::re_inserted);
  const std::uint64_t old_groups_new_loop = objects_moved(FullnessGroups::four, CompactionRule::kept);
  const std::uint64_t new_groups_new_loop = objects_moved(FullnessGroups::twelve, CompactionRule::kept);
  RecordProperty("old_groups_old_loop", std::to_string(old_groups_old_loop));
  RecordProperty("old_groups_new_loop", std::to_string(old_groups_new_loop));
  RecordProperty("new_groups_new_loop", std::to_string(new_groups_new_loop));
  EXPECT_LT(old_groups_new_loop, old_groups_old_loop);
  EXPECT_LT(new_groups_new_loop, old_groups_new_loop);
}

TEST(Compaction, kernels_without_handles_have_none) {
  HostPool pool({.rules = era_of("4.0").pool});
  sparse(pool, 7);
  const std::uint64_t pages = pool.pages_used();
  EXPECT_EQ(pool.compact(), 0u);
  EXPECT_EQ(pool.pages_used(), pages);
}

TEST(Compaction, object_that_is_being_read_stays_where_it_is) {
  HostPool pool({});
  std::array<Handle, 8> handles{};
  for (Handle& handle : handles) {
    ASSERT_EQ(pool.allocate(1000, Allocation::may_sleep, handle), Outcome::ok);
    write_content(pool, handle, 1000, handle);
  }
  for (const std::size_t freed : {1u, 2u, 3u, 5u, 6u, 7u}) pool.free(handles[freed]);
  std::array<std::byte, page_bytes> scratch;
  const std::byte* const place = pool.begin_read(handles[0], 1000, scratch).data();
  pool.end_read(handles[0]);
  ASSERT_EQ(pool.begin_read(handles[0], 1000, scratch).data(), place);
  const std::byte* const other = pool.begin_read(handles[4], 1000, scratch).data();
  EXPECT_EQ(pool.compact(), 0u);
  pool.end_read(handles[0]);
  pool.end_read(handles[4]);
  EXPECT_NE(place, other);
  EXPECT_EQ(pool.compact(), 1u);
  EXPECT_EQ(pool.recount().pages, 1u);
  EXPECT_TRUE(has_content(pool, handles[0], 1000, handles[0]));
  EXPECT_TRUE(has_content(pool, handles[4], 1000, handles[4]));
}

}  // namespace
}  // namespace zramlab
