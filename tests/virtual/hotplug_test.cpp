// CPUs of the simulated machine that go off-line and come back.
#include "engine/sync/mutex.h"
#include "engine/sync/spinlock.h"
#include "tests/virtual/small_machine.h"

#include <vector>

namespace zramlab::test {
namespace {

class SimulatedHotplugTest : public SmallMachineTest {};

SimulatedMachine& machine_now() { return *SimulatedMachine::current(); }

// Switches `cpu` off at `off_ns` and on at `on_ns`, and notes when it was gone and was about to come back.
struct Switch {
  CpuIndex cpu = 0;
  double off_ns = 0;
  double on_ns = 0;
  Ticks gone = 0;
  Ticks back = 0;

  void operator()() {
    SimulatedMachine& machine = machine_now();
    if (!machine.pause_until(machine.start() + ns(off_ns))) return;
    machine.take_offline(cpu);
    gone = machine.now();
    if (!machine.pause_until(machine.start() + ns(on_ns))) return;
    back = machine.now();
    machine.bring_online(cpu);
  }
};

struct Visit {
  Ticks time;
  CpuIndex cpu;
};

// Each thread works in pieces of 10 us and notes where it is.
std::vector<Visit> visits_of(const MachineProfile& machine, ThreadIndex threads, bool pinned, Switch& hotplug, int pieces = 100) {
  std::vector<Visit> visits;
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = threads, .pinned = pinned,
                                               .operator_thread = [&] { hotplug(); }}([&](ThreadIndex) {
    for (int piece = 0; piece < pieces; ++piece) {
      work(10'000);
      const CpuIndex cpu = Simulated::cpu();
      visits.push_back({Simulated::now(), cpu});
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(visits.size(), static_cast<std::size_t>(threads) * static_cast<std::size_t>(pieces));
  return visits;
}

std::size_t visits_between(const std::vector<Visit>& visits, CpuIndex cpu, Ticks begin, Ticks end) {
  return static_cast<std::size_t>(std::ranges::count_if(
      visits, [&](const Visit& visit) { return visit.cpu == cpu && visit.time >= begin && visit.time < end; }));
}

TEST_F(SimulatedHotplugTest, nobody_is_on_a_cpu_that_has_gone_and_all_work_is_done) {
  const MachineProfile machine = small_machine(4);
  for (const bool pinned : {true, false}) {
    for (const ThreadIndex threads : {4u, 7u}) {
      Switch hotplug{.cpu = 2, .off_ns = 200'000, .on_ns = 600'000};
      const std::vector<Visit> visits = visits_of(machine, threads, pinned, hotplug);
      ASSERT_GT(hotplug.gone, 0u);
      ASSERT_GT(hotplug.back, hotplug.gone);
      EXPECT_GT(visits_between(visits, 2, 0, hotplug.gone), 0u);
      EXPECT_EQ(visits_between(visits, 2, hotplug.gone, hotplug.back), 0u) << threads << " threads, pinned: " << pinned;
    }
  }
}

TEST_F(SimulatedHotplugTest, a_cpu_that_comes_back_takes_work_over) {
  const MachineProfile machine = small_machine(2);
  Switch hotplug{.cpu = 1, .off_ns = 100'000, .on_ns = 300'000};
  const std::vector<Visit> visits = visits_of(machine, 4, false, hotplug);
  EXPECT_GT(visits_between(visits, 1, hotplug.back, ~Ticks{0}), 0u);
}

TEST_F(SimulatedHotplugTest, a_run_on_fewer_cpus_takes_longer) {
  const MachineProfile machine = small_machine(2);
  const auto elapsed = [&](double off_ns) {
    Switch hotplug{.cpu = 1, .off_ns = off_ns, .on_ns = 1e9};
    return SimulatedRun{.machine = machine, .threads = 2, .operator_thread = [&] { hotplug(); }}([](ThreadIndex) {
      for (int piece = 0; piece < 100; ++piece) work(10'000);
    }).elapsed;
  };
  const Ticks whole = elapsed(1e8);  // after the run
  EXPECT_LT(whole, ns(1.1e6));
  EXPECT_GT(elapsed(0), ns(1.9e6));
  EXPECT_LT(elapsed(0), ns(2.2e6));
}

TEST_F(SimulatedHotplugTest, who_has_preemption_off_stays_until_it_is_on) {
  const MachineProfile machine = small_machine(2);
  Switch hotplug{.cpu = 1, .off_ns = 50'000, .on_ns = 1e9};
  Ticks end_of_section = 0;
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 2, .operator_thread = [&] { hotplug(); }}([&](ThreadIndex thread) {
    if (thread == 0) return work(10'000);
    const CpuIndex cpu = Simulated::disable_preemption();
    for (int piece = 0; piece < 20; ++piece) work(10'000);
    EXPECT_EQ(Simulated::cpu(), cpu);
    end_of_section = Simulated::now();
    Simulated::enable_preemption();
    work(10'000);
    EXPECT_EQ(Simulated::cpu(), 0u);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GE(hotplug.gone, end_of_section);
  EXPECT_GT(end_of_section, 0u);
}

TEST_F(SimulatedHotplugTest, who_waits_for_a_lock_there_waits_elsewhere) {
  const MachineProfile machine = small_machine(3);
  Switch hotplug{.cpu = 1, .off_ns = 30'000, .on_ns = 400'000};
  Mutex<Simulated> mutex;
  int done = 0;
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 6, .operator_thread = [&] { hotplug(); }}([&](ThreadIndex) {
    for (int turn = 0; turn < 10; ++turn) {
      const Locked guard(mutex);
      work(5'000);
      ++done;
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(done, 60);
}

TEST_F(SimulatedHotplugTest, the_operator_does_not_prolong_a_run) {
  const MachineProfile machine = small_machine(2);
  Switch hotplug{.cpu = 1, .off_ns = 1e9, .on_ns = 2e9};
  const SimulationReport report = SimulatedRun{.machine = machine, .threads = 2, .operator_thread = [&] { hotplug(); }}([](ThreadIndex) { work(50'000); });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_LT(report.elapsed, ns(60'000));
  EXPECT_LT(report.time.idle, ns(100'000));
  EXPECT_EQ(hotplug.gone, 0u);
}

}  // namespace
}  // namespace zramlab::test
