#include "engine/sync/rw_spinlock.h"

#include "tests/sync/locks.h"

namespace zramlab {
namespace {

template <class World>
class RwSpinlockTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(RwSpinlockTest, Worlds);

TYPED_TEST(RwSpinlockTest, a_writer_is_alone_and_readers_see_all_that_it_wrote) {
  using Platform = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    RwSpinlock<Platform> lock;
    typename Platform::template Plain<int> left(0);
    typename Platform::template Plain<int> right(0);
    typename Platform::template Atomic<int> torn{0};
    const int rounds = repetitions<TypeParam>(3, 10'000);
    TypeParam::run(round, 4, [&](ThreadIndex thread) {
      for (int count = 0; count < rounds; ++count) {
        if (thread < 2) {
          const Locked guard(lock);
          left.set(left.get() + 1);
          Platform::charge(Work::copy, no_content, 1);
          right.set(right.get() + 1);
        } else {
          lock.lock_read();
          if (left.get() != right.get()) torn.fetch_add(1, memory_order_relaxed);
          lock.unlock_read();
        }
      }
    });
    EXPECT_EQ(torn.load(memory_order_relaxed), 0);
    EXPECT_EQ(left.get(), 2 * rounds);
    EXPECT_EQ(right.get(), 2 * rounds);
  });
}

// Each reader waits inside for the other; a lock that let them in one by one would make a deadlock.
TYPED_TEST(RwSpinlockTest, readers_are_inside_together) {
  using Platform = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    RwSpinlock<Platform> lock;
    typename Platform::template Atomic<int> inside{0};
    TypeParam::run(round, 2, [&](ThreadIndex) {
      lock.lock_read();
      inside.fetch_add(1, memory_order_relaxed);
      Platform::spin_until(inside, [](int readers) { return readers == 2; });
      lock.unlock_read();
    });
    EXPECT_EQ(inside.load(memory_order_relaxed), 2);
  });
}

// Two readers overlap: each leaves once the other has entered after it, so that the lock is never free while they go on. The
// writer gets in before they end only if newcomers are held off as it waits; then the last one inside loses patience.
TEST(RwSpinlock, a_waiting_writer_holds_new_readers_off) {
  static constexpr int entries_max = 40;
  static constexpr int patience = 300;
  each_round<VirtualWorld>([](const Round& round) {
    RwSpinlock<Virtual> lock;
    Virtual::Atomic<int> entries{0};
    Virtual::Plain<int> entries_before_writer(entries_max);
    VirtualWorld::run(round, 3, [&](ThreadIndex thread) {
      if (thread == 0) {
        const Locked guard(lock);
        entries_before_writer.set(entries.load(memory_order_relaxed));
        return;
      }
      while (entries.load(memory_order_relaxed) < entries_max) {
        lock.lock_read();
        const int mine = entries.fetch_add(1, memory_order_relaxed) + 1;
        for (int look = 0; look < patience && entries.load(memory_order_relaxed) == mine; ++look) {
        }
        lock.unlock_read();
      }
    });
    EXPECT_LT(entries_before_writer.get(), entries_max);
  });
}

}  // namespace
}  // namespace zramlab
