#include "engine/sync/wait_queue.h"
#include "tests/sync/locks.h"

namespace zramlab {
namespace {

template <class World>
class CrewTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(CrewTest, Worlds);

// A crew of two that takes jobs off a count, until there are none left and it was asked to stop.
template <class Platform>
class Office {
 public:
  Office() : crew_(3, crew_size, [this] { work(); }, [this] { stop(); }) {}

  void hand_in() {
    waiting_.fetch_add(1, memory_order_acq_rel);
    queue_.wake();
  }
  void wait_until_done(int jobs) {
    done_queue_.sleep_until([&] { return done() >= jobs; }, WaitQueue<Platform>::Waiting::non_exclusive);
  }
  [[nodiscard]] int done() const { return done_.load(memory_order_acquire); }

 private:
  static constexpr ThreadIndex crew_size = 2;

  bool take() {
    int waiting = waiting_.load(memory_order_acquire);
    while (waiting != 0) {
      if (waiting_.compare_exchange_weak(waiting, waiting - 1, memory_order_acq_rel, memory_order_acquire)) return true;
    }
    return false;
  }

  void work() {
    while (true) {
      bool taken = false;
      queue_.sleep_until(
          [&] {
            const bool asked = asked_.load(memory_order_acquire) != 0;
            return (taken = take()) || asked;
          },
          WaitQueue<Platform>::Waiting::exclusive);
      if (!taken) break;
      done_.fetch_add(1, memory_order_acq_rel);
      done_queue_.wake();
    }
    if (left_.fetch_add(1, memory_order_acq_rel) + 1 != crew_size) return;
    left_.store(0, memory_order_relaxed);
    asked_.store(0, memory_order_release);
  }

  void stop() {
    asked_.store(1, memory_order_release);
    queue_.wake_all();
  }

  typename Platform::template Atomic<int> waiting_{0};
  typename Platform::template Atomic<int> done_{0};
  typename Platform::template Atomic<int> asked_{0};
  typename Platform::template Atomic<std::uint32_t> left_{0};
  WaitQueue<Platform> queue_;
  WaitQueue<Platform> done_queue_;
  typename Platform::Crew crew_;
};

// In a virtual world the crew ends with each run and is there again in the next one.
TYPED_TEST(CrewTest, works_beside_the_threads_of_every_run) {
  each_round<TypeParam>([](const Round& round) {
    Office<typename TypeParam::Platform> office;
    for (int run = 1; run <= 2; ++run) {
      TypeParam::run(round, 3, [&](ThreadIndex thread) {
        for (int i = 0; i < repetitions<TypeParam>(2, 1'000); ++i) office.hand_in();
        if (thread == 0) office.wait_until_done(1);
      });
    }
    const int jobs = 2 * 3 * repetitions<TypeParam>(2, 1'000);
    if (TypeParam::is_virtual) {
      EXPECT_EQ(office.done(), jobs) << "the crew leaves no job behind";
    } else {
      office.wait_until_done(jobs);
    }
  });
}

TYPED_TEST(CrewTest, a_crew_without_work_ends) {
  each_round<TypeParam>([](const Round& round) {
    const Office<typename TypeParam::Platform> office;
    TypeParam::run(round, 2, [](ThreadIndex) {});
    EXPECT_EQ(office.done(), 0);
  });
}

}  // namespace
}  // namespace zramlab
