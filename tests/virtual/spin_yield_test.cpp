// Spinning threads that offer their CPU, as those of a program do and those of a kernel do not.
#include "tests/virtual/small_machine.h"

#include <vector>

namespace zramlab::test {
namespace {

constexpr double spin_ns = 10'000;

// Thread 0 waits for a word that thread 1, on the same CPU, sets after some work.
SimulationReport wait_for_neighbour(double spin_yield_ns) {
  MachineProfile machine = small_machine(1);
  machine.spin_yield_ns = spin_yield_ns;
  Simulated::set_cpu_count(1);
  Simulated::Atomic<std::uint32_t> word{0};
  return SimulatedRun{.machine = machine, .threads = 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
    } else {
      work(5000);
      word.store(1, memory_order_release);
    }
  });
}

TEST(spin_yield, a_kernels_spinner_burns_its_slice) {
  const SimulationReport report = wait_for_neighbour(0);
  EXPECT_GE(report.elapsed, ns(1e6));
  EXPECT_GE(report.time.spinning, ns(0.9e6));
}

TEST(spin_yield, a_programs_spinner_offers_its_cpu_after_its_time) {
  const SimulationReport report = wait_for_neighbour(spin_ns);
  EXPECT_EQ(report.time.spinning, ns(spin_ns));
  EXPECT_LT(report.elapsed, ns(spin_ns + 5000 + 3 * 1000 + 500)) << "its spin, the other's work, switches";
}

TEST(spin_yield, what_drives_a_kernels_device_offers_its_cpu_as_a_program_does) {
  const MachineProfile machine = small_machine(1);
  Simulated::set_cpu_count(1);
  Simulated::Atomic<std::uint32_t> word{0};
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::wait_outside(word, [](std::uint32_t value) { return value != 0; });
    } else {
      work(5000);
      word.store(1, memory_order_release);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(report.time.spinning, ns(10'000));
  EXPECT_LT(report.elapsed, ns(10'000 + 5000 + 3 * 1000 + 500)) << "its spin, the other's work, switches";
}

TEST(spin_yield, two_spinners_take_turns_until_somebody_elsewhere_is_done) {
  MachineProfile machine = small_machine(2);
  machine.spin_yield_ns = spin_ns;
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> word{0};
  // Threads 0 and 2 share CPU 0; thread 1 works on CPU 1.
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 3}([&](ThreadIndex thread) {
    if (thread == 1) {
      work(100'000);
      word.store(1, memory_order_release);
    } else {
      Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GT(report.switches, 10u) << "each offers the CPU at once after its first time";
  EXPECT_LT(report.elapsed, ns(105'000));
}

TEST(spin_yield, alone_on_its_cpu_a_spinner_goes_on) {
  MachineProfile machine = small_machine(2);
  machine.spin_yield_ns = spin_ns;
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> word{0};
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 2}([&](ThreadIndex thread) {
    if (thread == 1) {
      work(100'000);
      word.store(1, memory_order_release);
    } else {
      Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
    }
  });
  EXPECT_EQ(report.switches, 0u);
}

TEST(spin_yield, what_a_spinner_offered_is_not_owed_once_it_works) {
  MachineProfile machine = small_machine(2);
  machine.spin_yield_ns = spin_ns;
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> word{0};
  // Thread 2 waits for CPU 0 all the time.
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 3}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
      work(100'000);
    } else if (thread == 1) {
      work(spin_ns / 2);
      word.store(1, memory_order_release);
    } else {
      work(1000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_LT(report.time.spinning, ns(spin_ns));
  EXPECT_EQ(report.preemptions, 0u) << "its slice is ten times as long";
}

TEST(spin_yield, whoever_is_woken_has_a_spinners_cpu_when_an_interrupt_has_told_of_it) {
  MachineProfile machine = small_machine(2);
  machine.spin_yield_ns = spin_ns;
  machine.classes.front().ipi_ns = 50'000;
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> told{0}, done{0};
  Ticks woken = 0;
  Ticks ran = 0;
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 3}([&](ThreadIndex thread) {
    if (thread == 0) {
      work(2000);  // until thread 2, on this CPU, sleeps
      Simulated::spin_until(done, [](std::uint32_t value) { return value != 0; });
    } else if (thread == 1) {
      work(100'000);
      told.store(1, memory_order_release);
      Simulated::wake_one(told);
      woken = Simulated::now();
    } else {
      while (told.load(memory_order_acquire) == 0) Simulated::sleep_while(told, 0);
      ran = Simulated::now();
      done.store(1, memory_order_release);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GE(ran, woken + ns(50'000));
  EXPECT_LT(ran, woken + ns(50'000 + 5000));
}

TEST(slices, one_that_was_used_up_while_nobody_waited_is_followed_by_a_whole_one) {
  const MachineProfile machine = small_machine(2);  // slices of a millisecond
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> first{0}, second{0};
  const auto sleep_on = [](Simulated::Atomic<std::uint32_t>& word) {
    while (word.load(memory_order_acquire) == 0) Simulated::sleep_while(word, 0);
  };
  const auto wake = [](Simulated::Atomic<std::uint32_t>& word) {
    word.store(1, memory_order_release);
    Simulated::wake_one(word);
  };
  // Threads 0 and 2 share CPU 0.
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 3}([&](ThreadIndex thread) {
    if (thread == 0) {
      sleep_on(first);
      work(1.7e6);
    } else if (thread == 1) {
      work(50'000);
      wake(first);
      work(1.3e6);
      wake(second);
    } else {
      sleep_on(second);
      work(1000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(report.preemptions, 0u);
}

// A program's mutex: its timer from before must not end what began after it.
TEST(owner_spin, who_had_to_make_way_and_spins_again_has_its_whole_time) {
  MachineProfile machine = small_machine(2);
  machine.owner_spin_ns = 100'000;
  machine.slice_ns = 60'000;
  Simulated::set_cpu_count(2);
  Simulated::Atomic<std::uint32_t> word{0};
  std::vector<Ticks> times;
  // Threads 0 and 2 share CPU 0; thread 1, on CPU 1, is the owner that is looked at.
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 3}([&](ThreadIndex thread) {
    if (thread != 0) return work(thread == 1 ? 500'000 : 30'000);
    times.push_back(Simulated::now());
    for (int i = 0; i < 2; ++i) {
      Simulated::spin_on_owner(word, [](std::uint32_t) { return ThreadIndex{1}; });
      times.push_back(Simulated::now());
    }
  });
  ASSERT_FALSE(report.failed) << report.message;
  EXPECT_EQ(report.preemptions, 1u);
  EXPECT_LT(times[1] - times[0], ns(100'000)) << "a slice, the other's work, two switches";
  EXPECT_GE(times[2] - times[1], ns(100'000));
  EXPECT_LT(times[2] - times[1], ns(100'500));
}

}  // namespace
}  // namespace zramlab::test
