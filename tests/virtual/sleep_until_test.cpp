// Threads of a simulated machine that wait for a time: to the picosecond, and at no cost.
#include "tests/virtual/small_machine.h"

#include <vector>

namespace zramlab::test {
namespace {

class SimulatedSleepTest : public SmallMachineTest {};

TEST_F(SimulatedSleepTest, a_sleeper_is_back_at_that_very_time_and_its_cpu_idled) {
  const MachineProfile machine = small_machine(1);
  Ticks begin = 0;
  std::vector<Ticks> woken;
  const SimulationReport report = SimulatedRun{machine}([&](ThreadIndex) {
    begin = Simulated::now();
    for (int i = 1; i <= 1000; ++i) {
      Simulated::sleep_until(begin + ns(10'000.0 * i));
      woken.push_back(Simulated::now());
      work(3000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  for (std::size_t i = 0; i < 1000; ++i) ASSERT_EQ(woken[i], begin + ns(10'000.0 * static_cast<double>(i + 1)));
  EXPECT_EQ(report.elapsed, ns(1000 * 10'000 + 3000));
  EXPECT_EQ(report.time.idle, ns(10'000 + 999 * 7000));
  EXPECT_EQ(report.time.switching, 0u);
  EXPECT_EQ(report.wakeups, 0u);
}

TEST_F(SimulatedSleepTest, a_time_beyond_what_clocks_hold_fails_the_run) {
  const MachineProfile machine = small_machine(1);
  const SimulationReport report = SimulatedRun{machine}([&](ThreadIndex) { Simulated::sleep_until(ns(35e12)); });
  EXPECT_TRUE(report.failed);
  EXPECT_NE(report.message.find("virtual time is over"), std::string::npos) << report.message;
}

TEST_F(SimulatedSleepTest, sleepers_wake_in_the_order_of_their_times) {
  const MachineProfile machine = small_machine(8);
  std::vector<ThreadIndex> order;
  const SimulationReport report = SimulatedRun{machine, 8}([&](ThreadIndex thread) {
    Simulated::sleep_until(Simulated::now() + ns(1000.0 * (8 - thread)));
    Simulated::cpu();  // in order with the others
    order.push_back(thread);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(order, (std::vector<ThreadIndex>{7, 6, 5, 4, 3, 2, 1, 0}));
}

TEST_F(SimulatedSleepTest, who_works_meanwhile_does_not_run_ahead_of_a_sleeper) {
  const MachineProfile machine = small_machine(2);
  Simulated::Atomic<std::uint32_t> word{0};
  std::uint32_t seen = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::sleep_until(Simulated::now() + ns(5000));
      word.store(1, memory_order_release);
    } else {
      work(10'000);
      seen = word.load(memory_order_acquire);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(seen, 1u) << "the sleeper wrote 5 us before";
}

TEST_F(SimulatedSleepTest, the_cpu_of_a_sleeper_is_free_for_others) {
  const MachineProfile machine = small_machine(1);
  Ticks begin = 0;
  Ticks woken = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      begin = Simulated::now();
      Simulated::sleep_until(begin + ns(50'000));
      woken = Simulated::now();
    } else {
      work(20'000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(woken, begin + ns(50'000));
  EXPECT_EQ(report.elapsed, ns(50'000));
}

TEST_F(SimulatedSleepTest, a_cpu_that_is_taken_is_waited_for) {
  const MachineProfile machine = small_machine(1);
  Ticks begin = 0;
  Ticks woken = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      begin = Simulated::now();
      Simulated::sleep_until(begin + ns(5000));
      woken = Simulated::now();
    } else {
      work(20'000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  // A switch to the other, its work, a switch back.
  EXPECT_EQ(woken, begin + ns(1000 + 20'000 + 1000));
}

TEST_F(SimulatedSleepTest, spinners_wait_for_who_sleeps) {
  const MachineProfile machine = small_machine(2);
  Simulated::Atomic<std::uint32_t> word{0};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::sleep_until(Simulated::now() + ns(30'000));
      word.store(1, memory_order_release);
    } else {
      Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GE(report.elapsed, ns(30'000));
  EXPECT_LT(report.elapsed, ns(30'500));
}

}  // namespace
}  // namespace zramlab::test
