// What sharing a line costs on the simulated machine, and how long a mutex's waiter looks at the owner.
#include "engine/sync/mutex.h"
#include "engine/sync/spinlock.h"
#include "tests/virtual/small_machine.h"

#include <algorithm>
#include <array>

namespace zramlab::test {
namespace {

using Word = Simulated::Atomic<std::uint32_t>;

class SimulatedLinesTest : public SmallMachineTest {};

// When each of three CPUs has read what CPU 0 wrote, all asking at the same time; in nanoseconds from there, the first one first.
std::array<Ticks, 3> arrivals_with(double shared_read_ns) {
  MachineProfile machine = small_machine(4);
  machine.shared_read_ns = shared_read_ns;
  Word word{0};
  std::array<Ticks, 3> arrivals{};
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex thread) {
    if (thread == 0) return word.store(7, memory_order_relaxed);
    work(10'000);
    const Ticks asked = Simulated::now();
    EXPECT_EQ(word.load(memory_order_relaxed), 7u);
    arrivals[thread - 1] = Simulated::now() - asked;
  });
  EXPECT_FALSE(report.failed) << report.message;
  std::ranges::sort(arrivals);
  return arrivals;
}

TEST_F(SimulatedLinesTest, the_first_reader_takes_a_line_from_its_writer_and_the_others_ways_overlap) {
  EXPECT_EQ(arrivals_with(30), (std::array<Ticks, 3>{ns(100), ns(200), ns(230)}));
}

TEST_F(SimulatedLinesTest, readers_come_one_after_the_other_where_a_line_is_not_shared_on_its_way) {
  EXPECT_EQ(arrivals_with(100), (std::array<Ticks, 3>{ns(100), ns(200), ns(300)}));
  EXPECT_EQ(arrivals_with(5000), arrivals_with(100)) << "sharing never takes longer than a way of one's own";
}

TEST_F(SimulatedLinesTest, a_writer_takes_its_line_back_from_those_who_read_it) {
  MachineProfile machine = small_machine(2);
  machine.upgrade_ns = 70;
  Word word{0};
  std::array<Ticks, 3> writes{};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 1) {
      work(2000);
      EXPECT_EQ(word.load(memory_order_relaxed), 1u);
      return;
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
      const Ticks before = Simulated::now();
      word.fetch_add(1, memory_order_relaxed);
      writes[i] = Simulated::now() - before;
      work(5000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(writes, (std::array<Ticks, 3>{ns(10), ns(70 + 10), ns(10)})) << "the other CPU reads between the first and the second";
}

// When each of three CPUs that spin on a word sees it written; in nanoseconds from then, the first one first.
std::array<Ticks, 3> sightings_with(double spin_read_share) {
  MachineProfile machine = small_machine(4);
  machine.shared_read_ns = 30;
  machine.spin_read_share = spin_read_share;
  Word word{0};
  Ticks written = 0;
  std::array<Ticks, 3> sightings{};
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex thread) {
    if (thread == 0) {
      work(10'000);
      word.fetch_add(1, memory_order_release);
      written = Simulated::now();
      return;
    }
    Simulated::spin_until(word, [](std::uint32_t value) { return value != 0; });
    sightings[thread - 1] = Simulated::now();
  });
  EXPECT_FALSE(report.failed) << report.message;
  for (Ticks& sighting : sightings) sighting -= written;
  std::ranges::sort(sightings);
  return sightings;
}

TEST_F(SimulatedLinesTest, who_spins_on_a_word_has_asked_for_it_before_it_is_written) {
  EXPECT_EQ(sightings_with(1), (std::array<Ticks, 3>{ns(100), ns(200), ns(230)}));
  EXPECT_EQ(sightings_with(0.2), (std::array<Ticks, 3>{ns(20), ns(100 + 20), ns(130 + 20)}));
}

// bench calibrate takes the share from such a game, so the machine must play it as the host does.
TEST_F(SimulatedLinesTest, a_word_that_two_cpus_store_by_turns_takes_a_way_and_the_share) {
  MachineProfile machine = small_machine(2);
  machine.spin_read_share = 0.3;
  constexpr std::uint32_t turns = 1000;
  Word word{0};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    for (std::uint32_t turn = thread; turn < turns; turn += 2) {
      Simulated::spin_until(word, [turn](std::uint32_t value) { return value == turn; });
      word.store(turn + 1, memory_order_release);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  const double hits_ns = 3;  // of a turn: a look, a store, both in the CPU's own cache by then
  EXPECT_NEAR(static_cast<double>(report.elapsed) / turns, static_cast<double>(ns(100 * 1.3)), static_cast<double>(ns(hits_ns)));
}

// CPU 0 holds a mutex for a millisecond, while the others wait for it. Returns their waits, the shortest first, and the wake-ups.
struct Waits {
  std::array<Ticks, 3> waited{};
  std::uint64_t wakeups = 0;
};
Waits waits_with(double owner_spin_ns) {
  MachineProfile machine = small_machine(4);
  machine.owner_spin_ns = owner_spin_ns;
  Mutex<Simulated> mutex;
  Waits waits;
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex thread) {
    work(100.0 * thread);
    const Ticks begin = Simulated::now();
    mutex.lock();
    if (thread == 0) {
      work(1'000'000);
    } else {
      waits.waited[thread - 1] = Simulated::now() - begin;
    }
    mutex.unlock();
  });
  EXPECT_FALSE(report.failed) << report.message;
  std::ranges::sort(waits.waited);
  waits.wakeups = report.wakeups;
  return waits;
}

// The owner lets go and has it again before the waiter comes: its line is far away.
TEST_F(SimulatedLinesTest, who_saw_a_mutex_free_and_came_too_late_spins_on_though_its_owner_is_the_same) {
  const MachineProfile machine = small_machine(2);
  Mutex<Simulated> mutex;
  int entries_of_waiter = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    for (int i = 0; i < 100; ++i) {
      const Locked guard(mutex);
      work(5000);
      if (thread == 1) ++entries_of_waiter;
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(entries_of_waiter, 100);
  EXPECT_EQ(report.wakeups, 0u) << "both had a CPU all the time";
}

TEST_F(SimulatedLinesTest, a_kernels_waiter_looks_at_a_running_owner_until_it_lets_go) {
  const Waits waits = waits_with(0);
  EXPECT_EQ(waits.wakeups, 0u);
  EXPECT_LT(waits.waited[0], ns(1'001'000));
}

TEST_F(SimulatedLinesTest, a_programs_waiter_sleeps_after_its_time) {
  const Waits waits = waits_with(100'000);
  EXPECT_EQ(waits.wakeups, 3u);
  EXPECT_EQ(waits_with(100'000).waited, waits.waited) << "the same run again";
  const MachineProfile machine = small_machine(4);
  EXPECT_GT(waits.waited[0], ns(1'000'000 + machine.classes.front().wake_latency_ns)) << "it is woken up";
}

TEST_F(SimulatedLinesTest, a_programs_waiter_whose_time_is_not_over_never_sleeps) {
  EXPECT_EQ(waits_with(2'000'000).wakeups, 0u);
}

TEST_F(SimulatedLinesTest, the_driver_takes_its_time_for_each_operation) {
  MachineProfile machine = small_machine(1);
  machine.driver_ns = 40;
  const SimulationReport report = SimulatedRun{machine}([&](ThreadIndex) {
    for (int i = 0; i < 5; ++i) Simulated::begin_operation();
  });
  EXPECT_EQ(report.elapsed, ns(5 * 40));
}

// What a section of 500 ns takes when so many CPUs of one cluster want it, over those for which they all wait.
double section_ns(SpinlockKind kind, CpuIndex cpus) {
  MachineProfile machine = small_machine(cpus);
  for (VirtualCpu& cpu : machine.cpus) cpu.cluster = 0;
  machine.shared_read_ns = 100;
  machine.spinlock = kind;
  SimulatedMachine::prepare_for(machine);
  constexpr std::uint32_t operations = 100;
  Spinlock<Simulated> lock;
  const SimulationReport report = SimulatedRun{machine, cpus}([&](ThreadIndex) {
    for (std::uint32_t i = 0; i < operations; ++i) {
      const Locked guard(lock);
      work(500);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  return static_cast<double>(report.elapsed) / ps_per_ns / (operations * cpus);
}

TEST_F(SimulatedLinesTest, a_machine_has_the_spinlock_that_its_profile_names) {
  const double queued_growth = section_ns(SpinlockKind::queued, 32) - section_ns(SpinlockKind::queued, 8);
  const double ticket_growth = section_ns(SpinlockKind::ticket, 32) - section_ns(SpinlockKind::ticket, 8);
  // Each of 24 more waiters reads a ticket lock's line again at each hand-over, and is served as often before as behind the next holder.
  EXPECT_NEAR(queued_growth, 0, 20);
  EXPECT_GT(ticket_growth, 24 * 100 / 2 * 0.8);
}

}  // namespace
}  // namespace zramlab::test
