// Which locks the pool's operations take, seen by a platform that notes them.
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"

#include <gtest/gtest.h>

#include <set>

namespace zramlab {
namespace {

// The host, but every exchange of an atomic is noted by its address: that is how a spinlock is taken.
struct Watched : Host {
  template <class T>
  class Atomic : public std::atomic<T> {
   public:
    using std::atomic<T>::atomic;
    T exchange(T value, std::memory_order order) {
      exchanged.insert(this);
      return std::atomic<T>::exchange(value, order);
    }
  };

  static inline std::set<const void*> exchanged;
};

// Locks taken for one object each of three classes, allocated, written, read and freed.
std::size_t locks_taken(PoolLock lock) {
  Pool<Watched> pool(PoolOptions{.rules = {}, .lock = lock});
  std::array<std::byte, page_bytes> scratch{};
  Watched::exchanged.clear();
  for (const std::size_t length : {100u, 1000u, 3000u}) {
    Handle handle = no_handle;
    EXPECT_EQ(pool.allocate(length, Allocation::may_sleep, handle), Outcome::ok);
    pool.write(handle, ByteView(scratch).first(length));
    (void)pool.begin_read(handle, length, scratch);
    pool.end_read(handle);
    pool.free(handle);
  }
  return Watched::exchanged.size();
}

TEST(PoolLocks, each_class_has_its_own) { EXPECT_EQ(locks_taken(PoolLock::per_class), 3u); }

TEST(PoolLocks, one_lock_stands_for_all_where_the_kernel_had_one) { EXPECT_EQ(locks_taken(PoolLock::whole_pool), 1u); }

}  // namespace
}  // namespace zramlab
