// Several threads in one pool: on the host, and on virtual CPUs under many seeds.
#include "engine/pool/pool.h"
#include "tests/pool/contents.h"
#include "tests/support/world.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace zramlab {
namespace {

using Worlds = testing::Types<HostWorld, VirtualWorld>;

template <class World>
class PoolThreads : public testing::Test {};
TYPED_TEST_SUITE(PoolThreads, Worlds);

constexpr ThreadIndex threads = 3;

// A thread with objects of its own, in a pool that it shares.
template <Platform P>
class Owner {
 public:
  Owner(Pool<P>& pool, std::uint64_t seed, ThreadIndex thread) : pool_(pool), random_(Random(seed).fork(thread)) {}

  void step() {
    const std::uint32_t choice = random_.below(20);
    if (choice == 0) {
      pool_.compact();
    } else if (choice < 10 || objects_.empty()) {
      allocate();
    } else if (choice < 15) {
      const Object& object = objects_[random_.below(count())];
      ASSERT_TRUE(has_content(pool_, object.handle, object.length, object.content));
    } else {
      std::swap(objects_[random_.below(count())], objects_.back());
      ASSERT_TRUE(has_content(pool_, objects_.back().handle, objects_.back().length, objects_.back().content));
      pool_.free(objects_.back().handle);
      objects_.pop_back();
    }
  }

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(objects_.size()); }

 private:
  struct Object {
    Handle handle = no_handle;
    std::size_t length = 0;
    std::uint64_t content = 0;
  };

  // Few classes, so that threads meet: one of two objects to a zspage, one across pages, one huge.
  void allocate() {
    constexpr std::array<std::size_t, 4> lengths = {1000, 2000, 2160, 4096};
    Object object{.handle = no_handle, .length = lengths[random_.below(lengths.size())], .content = random_()};
    const Outcome outcome = pool_.allocate(object.length, random_.chance(0.5) ? Allocation::may_sleep : Allocation::no_wait,
                                           object.handle);
    if (outcome != Outcome::ok) return;
    write_content(pool_, object.handle, object.length, object.content);
    objects_.push_back(object);
  }

  Pool<P>& pool_;
  Random random_;
  std::vector<Object> objects_;
};

// A failed virtual run leaves locks held, and its threads' stacks refer to the pool.
template <class State, class Scenario>
void keep_if_failed(const std::shared_ptr<State>& state, Scenario scenario) {
  scenario();
  if (testing::Test::HasFailure()) keep_for_ever(state);
}

template <class World>
void share_a_pool(const char* kernel, PoolLock lock) {
  using P = typename World::Platform;
  each_round<World>([&](const Round& round) {
    const auto pool = std::make_shared<Pool<P>>(PoolOptions{
        .rules = era_of(kernel).pool, .lock = lock, .pages_max = 4096, .no_wait_failure_share = 0.1, .seed = round.seed});
    keep_if_failed(pool, [&] {
      std::array<std::uint32_t, threads> counts{};
      World::run(round, threads, [&](ThreadIndex thread) {
        Owner<P> owner(*pool, round.seed, thread);
        for (int i = 0; i < (World::is_virtual ? 15 : 8000); ++i) owner.step();
        counts[thread] = owner.count();
      });
      if (testing::Test::HasFailure()) return;
      EXPECT_EQ(pool->recount().objects, counts[0] + counts[1] + counts[2]);
    });
  });
}

TYPED_TEST(PoolThreads, contents_and_counts_hold_with_class_locks) {
  share_a_pool<TypeParam>("newest", PoolLock::per_class);
}

TYPED_TEST(PoolThreads, contents_and_counts_hold_with_one_lock) {
  share_a_pool<TypeParam>("6.3", PoolLock::whole_pool);
}

TYPED_TEST(PoolThreads, contents_and_counts_hold_where_destinations_are_re_inserted) {
  share_a_pool<TypeParam>("6.1", PoolLock::per_class);
}

// Objects made by one thread are read and freed by the next one, while everybody compacts.
TYPED_TEST(PoolThreads, objects_may_be_freed_by_another_thread) {
  using P = typename TypeParam::Platform;
  each_round<TypeParam>([&](const Round& round) {
    const auto pool = std::make_shared<Pool<P>>(PoolOptions{.rules = {}, .pages_max = 4096});
    keep_if_failed(pool, [&] {
      std::vector<Handle> handles(threads * 8);
      for (Handle& handle : handles) {
        ASSERT_EQ(pool->allocate(1000, Allocation::may_sleep, handle), Outcome::ok);
        write_content(*pool, handle, 1000, handle);
      }
      TypeParam::run(round, threads, [&](ThreadIndex thread) {
        for (std::size_t i = thread; i < handles.size(); i += threads) {
          EXPECT_TRUE(has_content(*pool, handles[i], 1000, handles[i]));
          if (i % 4 != 0) pool->free(handles[i]);
          pool->compact();
        }
      });
      if (testing::Test::HasFailure()) return;
      for (std::size_t i = 0; i < handles.size(); i += 4) EXPECT_TRUE(has_content(*pool, handles[i], 1000, handles[i]));
      EXPECT_EQ(pool->recount().objects, handles.size() / 4);
    });
  });
}

// The kernel's peaks above what one writer needs: both find no room, and both make a zspage.
TEST(PoolRace, two_first_allocations_make_one_zspage_or_two) {
  std::set<std::uint64_t> pages;
  for (const std::uint64_t seed : VirtualWorld::seeds()) {
    Pool<Virtual> pool(PoolOptions{.rules = {}, .pages_max = 64});
    VirtualWorld::run({seed}, 2, [&](ThreadIndex) {
      Handle handle = no_handle;
      EXPECT_EQ(pool.allocate(1000, Allocation::may_sleep, handle), Outcome::ok);
    });
    pages.insert(pool.pages_used());
    EXPECT_EQ(pool.recount().objects, 2u);
  }
  EXPECT_EQ(pages, (std::set<std::uint64_t>{1, 2}));
}

}  // namespace
}  // namespace zramlab
