// Waiting for a time, in all worlds.
#include "tests/support/simulated_world.h"

#include <gtest/gtest.h>

#include <array>

namespace zramlab {
namespace {

// Some 100 us of a host's counter; nothing to a virtual clock.
constexpr Ticks length = 250'000;

template <class World>
class SleepUntilTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld, SimulatedWorld>;
TYPED_TEST_SUITE(SleepUntilTest, Worlds);

TYPED_TEST(SleepUntilTest, returns_when_the_time_has_come_and_lets_others_run_meanwhile) {
  using P = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    std::array<Ticks, 3> woken{};
    std::array<Ticks, 3> wanted{};
    typename P::template Atomic<std::uint32_t> done{0};
    TypeParam::run(round, 3, [&](ThreadIndex thread) {
      wanted[thread] = P::now() + length * thread;
      do P::sleep_until(wanted[thread]);
      while (P::now() < wanted[thread]);
      woken[thread] = P::now();
      done.fetch_add(1, memory_order_relaxed);
    });
    EXPECT_EQ(done.load(memory_order_relaxed), 3u);
    for (ThreadIndex thread = 0; thread < 3; ++thread) EXPECT_GE(woken[thread], wanted[thread]) << thread;
  });
}

TYPED_TEST(SleepUntilTest, a_time_that_is_past_is_not_waited_for) {
  using P = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    std::uint32_t calls = 0;
    TypeParam::run(round, 1, [&](ThreadIndex) {
      const Ticks past = P::now();
      for (; calls < 10; ++calls) P::sleep_until(past);
    });
    EXPECT_EQ(calls, 10u);
  });
}

TEST(SleepUntil, is_a_sleep_and_may_not_be_in_an_atomic_section) {
  const LeaksAllowed leaks_allowed;
  const VirtualReport report = run_virtual({}, 1, [&](ThreadIndex) {
    Virtual::enter_atomic_section();
    Virtual::sleep_until(Virtual::now() + length);
    Virtual::leave_atomic_section();
  });
  EXPECT_TRUE(report.failed);
  EXPECT_EQ(report.failure, VirtualFailure::sleep_in_atomic) << report.message;
}

}  // namespace
}  // namespace zramlab
