// The simulated machine: what a run takes, against what its parts add up to.
#include "engine/sync/mutex.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "tests/support/world.h"
#include "tests/virtual/small_machine.h"

#include <exception>
#include <set>
#include <stdexcept>
#include <vector>

namespace zramlab::test {
namespace {

using Word = Simulated::Atomic<std::uint32_t>;

class SimulatedMachineTest : public SmallMachineTest {};

TEST_F(SimulatedMachineTest, a_charge_takes_its_time_and_nothing_else) {
  const MachineProfile machine = small_machine(1);
  const SimulationReport report = SimulatedRun{machine}([](ThreadIndex) { work(5000); });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(report.elapsed, ns(5000));
  EXPECT_EQ(report.time.working, ns(5000));
}

TEST_F(SimulatedMachineTest, cpus_work_at_the_same_time) {
  const MachineProfile machine = small_machine(4);
  const SimulationReport report = SimulatedRun{machine, 4}([](ThreadIndex) { work(5000); });
  EXPECT_EQ(report.elapsed, ns(5000));
  EXPECT_EQ(report.time.working, ns(20'000));
}

TEST_F(SimulatedMachineTest, accesses_take_effect_in_the_order_of_their_times) {
  const MachineProfile machine = small_machine(4);
  Word word{0};
  std::vector<std::uint32_t> seen;
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex thread) {
    work(1000.0 * (4 - thread));  // the last thread comes first
    seen.push_back(thread);
    word.fetch_add(1, memory_order_relaxed);
    EXPECT_EQ(word.load(memory_order_relaxed), 4 - thread);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(word.load(memory_order_relaxed), 4u);
}

TEST_F(SimulatedMachineTest, a_line_of_ones_own_is_cheap_and_anothers_costs_its_way) {
  const MachineProfile machine = small_machine(8);
  Word word{0};
  std::array<Ticks, 3> times{};
  const SimulationReport report = SimulatedRun{machine, 8}([&](ThreadIndex thread) {
    const auto timed = [&] {
      const Ticks before = Simulated::now();
      word.fetch_add(1, memory_order_relaxed);
      return Simulated::now() - before;
    };
    if (thread == 0) {
      word.fetch_add(1, memory_order_relaxed);
      times[0] = timed();
    }
    work(1000.0 * thread);
    if (thread == 1) times[1] = timed();
    if (thread == 5) times[2] = timed();
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(times[0], ns(10));
  EXPECT_EQ(times[1], ns(100 + 10));
  EXPECT_EQ(times[2], ns(200 + 10));
}

TEST_F(SimulatedMachineTest, a_hot_line_serves_one_cpu_after_the_other) {
  const MachineProfile machine = small_machine(4);
  constexpr std::uint32_t operations = 1000;
  Word word{0};
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex) {
    for (std::uint32_t i = 0; i < operations; ++i) word.fetch_add(1, memory_order_relaxed);
  });
  EXPECT_EQ(word.load(memory_order_relaxed), 4 * operations);
  // Each transfer but the first few brings the line from another CPU of the cluster.
  EXPECT_GT(report.elapsed, 4 * operations * ns(99));
  EXPECT_LE(report.elapsed, 4 * operations * ns(110));
}

TEST_F(SimulatedMachineTest, readers_of_a_written_line_each_fetch_it_once) {
  const MachineProfile machine = small_machine(4);
  Word word{0};
  std::array<Ticks, 4> second{};
  const SimulationReport report = SimulatedRun{machine, 4}([&](ThreadIndex thread) {
    if (thread == 0) word.store(7, memory_order_relaxed);
    work(1000.0 * (thread + 1));
    EXPECT_EQ(word.load(memory_order_relaxed), 7u);
    const Ticks before = Simulated::now();
    EXPECT_EQ(word.load(memory_order_relaxed), 7u);
    second[thread] = Simulated::now() - before;
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(second, (std::array<Ticks, 4>{ns(1), ns(1), ns(1), ns(1)}));
}

TEST_F(SimulatedMachineTest, words_that_share_a_line_move_together) {
  const MachineProfile machine = small_machine(2);
  Word first{0};
  Word second{0};
  Simulated::share_line(first, second);
  Ticks both = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) first.store(1, memory_order_relaxed);
    work(1000.0 * thread);
    if (thread != 1) return;
    const Ticks before = Simulated::now();
    first.fetch_add(1, memory_order_relaxed);
    second.fetch_add(1, memory_order_relaxed);
    both = Simulated::now() - before;
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(both, ns(100 + 10 + 10));
}

TEST_F(SimulatedMachineTest, a_footprint_costs_its_lines_when_it_changes_cpus) {
  MachineProfile machine = small_machine(2);
  machine.transfer_parallelism = 4;
  Simulated::Footprint footprint(64 * 40);
  std::array<Ticks, 2> times{};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    work(1000.0 * thread);
    const Ticks before = Simulated::now();
    Simulated::touch(footprint);
    times[thread] = Simulated::now() - before;
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(times[0], 0u);
  EXPECT_EQ(times[1], ns(100.0 * 40 / 4));
}

TEST_F(SimulatedMachineTest, a_spinlock_admits_one_and_hands_over_at_a_constant_cost) {
  const MachineProfile machine = small_machine(64);
  constexpr std::uint32_t operations = 200;
  const auto time_for = [&](ThreadIndex threads) {
    Spinlock<Simulated> lock;
    std::uint32_t inside = 0;
    std::uint32_t entries = 0;
    const SimulationReport report = SimulatedRun{machine, threads}([&](ThreadIndex) {
      for (std::uint32_t i = 0; i < operations; ++i) {
        lock.lock();
        EXPECT_EQ(inside++, 0u);
        work(500);
        ++entries;
        --inside;
        lock.unlock();
      }
    });
    EXPECT_FALSE(report.failed) << report.message;
    EXPECT_EQ(entries, operations * threads);
    return static_cast<double>(report.elapsed) / entries;
  };
  const double with_8 = time_for(8);
  const double with_64 = time_for(64);
  // Distances grow with the clusters, by 100 ns a transfer; the number of waiters adds nothing.
  EXPECT_LT(with_64, 1.3 * with_8);
}

TEST_F(SimulatedMachineTest, a_mutex_admits_one_with_more_threads_than_cpus) {
  const MachineProfile machine = small_machine(2);
  Mutex<Simulated> mutex;
  std::uint32_t inside = 0;
  std::uint32_t entries = 0;
  const SimulationReport report = SimulatedRun{machine, 7, false}([&](ThreadIndex) {
    for (int i = 0; i < 500; ++i) {
      mutex.lock();
      EXPECT_EQ(inside++, 0u);
      work(3000);
      ++entries;
      --inside;
      mutex.unlock();
      work(1000);
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(entries, 3500u);
  EXPECT_GT(report.switches, 0u);
}

TEST_F(SimulatedMachineTest, a_sleeper_pays_the_wake_up_and_its_waker_too) {
  const MachineProfile machine = small_machine(2);
  Word word{0};
  Ticks woke = 0;
  Ticks waker = 0;
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 0) {
      Simulated::sleep_while(word, 0);
      woke = Simulated::now();
      return;
    }
    work(10'000);
    word.store(1, memory_order_release);
    const Ticks before = Simulated::now();
    Simulated::wake_one(word);
    waker = Simulated::now() - before;
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(waker, ns(500 + 1));
  EXPECT_GE(woke, ns(10'000 + 500 + 2000));
  EXPECT_EQ(report.wakeups, 1u);
}

TEST_F(SimulatedMachineTest, a_cpu_that_idled_long_wakes_up_slowly_as_often_as_said) {
  MachineProfile machine = small_machine(2);
  machine.classes[0].deep_idle_share = 1;
  const auto wake_after = [&](double idle_ns) {
    Word word{0};
    Ticks woke = 0;
    Ticks told = 0;
    const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
      if (thread == 0) {
        Simulated::sleep_while(word, 0);
        woke = Simulated::now();
      } else {
        work(idle_ns);
        word.store(1, memory_order_release);
        told = Simulated::now();
        Simulated::wake_one(word);
      }
    });
    EXPECT_FALSE(report.failed) << report.message;
    return woke - told;
  };
  EXPECT_EQ(wake_after(3e6) - wake_after(1e5), ns(50'000));
}

TEST_F(SimulatedMachineTest, threads_of_one_cpu_share_it_in_slices) {
  const MachineProfile machine = small_machine(1);
  std::array<Ticks, 2> end{};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    for (int i = 0; i < 1000; ++i) {
      work(10'000);
      Simulated::cpu();
    }
    end[thread] = Simulated::now();
  });
  EXPECT_FALSE(report.failed) << report.message;
  // 20 ms of work in slices of 1 ms, and a context switch for each.
  EXPECT_NEAR(static_cast<double>(report.preemptions), 20, 2);
  EXPECT_EQ(report.elapsed, ns(20e6) + report.switches * ns(1000));
  EXPECT_LT(std::max(end[0], end[1]) - std::min(end[0], end[1]), ns(1.1e6));
}

TEST_F(SimulatedMachineTest, preemption_cuts_a_charge_and_nothing_is_lost) {
  const MachineProfile machine = small_machine(1);
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex) { work(5e6); });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(report.elapsed, ns(10e6) + report.switches * ns(1000));
  EXPECT_GE(report.preemptions, 8u);
}

TEST_F(SimulatedMachineTest, a_section_is_not_preempted) {
  const MachineProfile machine = small_machine(1);
  std::uint32_t inside = 0;
  const SimulationReport report = SimulatedRun{machine, 3}([&](ThreadIndex) {
    for (int i = 0; i < 20; ++i) {
      const PreemptionOff<Simulated> off;
      EXPECT_EQ(inside++, 0u);
      work(300'000);
      Simulated::cpu();
      --inside;
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GT(report.preemptions, 10u);
}

TEST_F(SimulatedMachineTest, free_threads_spread_over_the_cpus_and_pinned_ones_stay) {
  const MachineProfile machine = small_machine(4);
  for (const bool pinned : {false, true}) {
    std::set<CpuIndex> used;
    std::array<std::set<CpuIndex>, 8> of_thread;
    const SimulationReport report = SimulatedRun{machine, 8, pinned}([&](ThreadIndex thread) {
      for (int i = 0; i < (thread < 4 ? 2000 : 10); ++i) {
        work(5'000);
        of_thread[thread].insert(Simulated::cpu());
      }
    });
    EXPECT_FALSE(report.failed) << report.message;
    for (ThreadIndex thread = 0; pinned && thread < 8; ++thread) EXPECT_EQ(of_thread[thread], std::set<CpuIndex>{thread % 4});
  }
}

TEST_F(SimulatedMachineTest, an_idle_cpu_pulls_a_thread_that_waits) {
  const MachineProfile machine = small_machine(2);
  // Threads 0 and 2 start on CPU 0, thread 1 ends at once: CPU 1 takes one of the two over.
  const SimulationReport report = SimulatedRun{machine, 3, false}([&](ThreadIndex thread) { work(thread == 1 ? 10 : 4e6); });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_LT(report.elapsed, ns(4.1e6));
}

TEST_F(SimulatedMachineTest, a_busy_sibling_slows_a_hyper_thread) {
  MachineProfile machine = small_machine(2);
  machine.cpus[1].core = 0;
  machine.smt_transfer_ns = 5;
  machine.smt_slowdown = 1.5;
  const auto page = [](ThreadIndex) { Simulated::charge(Work::compress, no_content, 1000); };
  const Ticks alone = SimulatedRun{machine, 1}(page).elapsed;
  const Ticks together = SimulatedRun{machine, 2}(page).elapsed;
  EXPECT_EQ(together, alone + alone / 2);
}

TEST_F(SimulatedMachineTest, a_sockets_memory_bandwidth_is_a_ceiling) {
  MachineProfile machine = small_machine(16);
  machine.socket_bandwidth_bytes_per_ns = 4;
  constexpr std::uint64_t pages = 100;
  const SimulationReport report = SimulatedRun{machine, 16}([&](ThreadIndex) {
    for (std::uint64_t i = 0; i < pages; ++i) Simulated::charge(Work::compress, no_content, page_bytes);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_NEAR(static_cast<double>(report.elapsed), static_cast<double>(ns(16 * pages * 2.0 * page_bytes / 4)), 1e7);
}

TEST_F(SimulatedMachineTest, the_same_seed_gives_the_same_run_to_the_bit) {
  MachineProfile machine = small_machine(8);
  machine.service_quantiles = {0.5, 1, 2};
  machine.classes[0].deep_idle_share = 0.5;
  const auto run = [&](std::uint64_t seed) {
    Mutex<Simulated> mutex;
    WaitQueue<Simulated> queue;
    Word tokens{2};
    return SimulatedRun{machine, 20, false, seed}([&](ThreadIndex) {
      for (int i = 0; i < 50; ++i) {
        queue.sleep_until(
            [&] {
              std::uint32_t left = tokens.load(memory_order_relaxed);
              return left != 0 && tokens.compare_exchange_strong(left, left - 1, memory_order_acq_rel, memory_order_relaxed);
            },
            WaitQueue<Simulated>::Waiting::non_exclusive);
        Simulated::charge(Work::compress, no_content, 1000);
        tokens.fetch_add(1, memory_order_acq_rel);
        queue.wake();
        const Locked guard(mutex);
      }
    });
  };
  const SimulationReport first = run(7);
  ASSERT_FALSE(first.failed) << first.message;
  const SimulationReport again = run(7);
  EXPECT_EQ(first.elapsed, again.elapsed);
  EXPECT_EQ(first.events, again.events);
  EXPECT_EQ(first.switches, again.switches);
  EXPECT_NE(first.elapsed, run(8).elapsed);
}

TEST_F(SimulatedMachineTest, spinners_that_are_told_to_look_again_see_what_is_no_word) {
  const MachineProfile machine = small_machine(3);
  Word word{0};
  bool is_over = false;
  const SimulationReport report = SimulatedRun{machine, 3}([&](ThreadIndex thread) {
    if (thread != 0) return Simulated::spin_until(word, [&](std::uint32_t) { return is_over; });
    work(5000);
    (void)word.load(memory_order_acquire);  // in order with the others, who wait by then
    is_over = true;
    Simulated::look_again(word);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_GE(report.elapsed, ns(5000));
}

TEST_F(SimulatedMachineTest, a_lost_wake_up_is_a_deadlock_that_names_who_waits) {
  const LeaksAllowed leaks_allowed;
  const MachineProfile machine = small_machine(2);
  Word word{0};
  const SimulationReport report = SimulatedRun{machine, 2}([&](ThreadIndex thread) {
    if (thread == 1) Simulated::sleep_while(word, 0);
  });
  EXPECT_TRUE(report.failed);
  EXPECT_NE(report.message.find("deadlock"), std::string::npos) << report.message;
  EXPECT_NE(report.message.find("thread 1 on CPU 1: sleeps, simulated_machine_test.cpp"), std::string::npos) << report.message;
}

TEST_F(SimulatedMachineTest, sleeping_in_a_section_and_exceptions_end_the_run) {
  const MachineProfile machine = small_machine(1);
  const SimulationReport sleeps = SimulatedRun{machine}([](ThreadIndex) {
    const PreemptionOff<Simulated> off;
    Simulated::may_sleep();
  });
  EXPECT_TRUE(sleeps.failed);
  EXPECT_NE(sleeps.message.find("may sleep"), std::string::npos) << sleeps.message;
  const SimulationReport throws = SimulatedRun{machine}([](ThreadIndex) { throw std::runtime_error("no reason"); });
  EXPECT_TRUE(throws.failed);
  EXPECT_NE(throws.message.find("no reason"), std::string::npos) << throws.message;
  EXPECT_EQ(std::current_exception(), nullptr) << "it is handled, though its thread was left";
}

}  // namespace
}  // namespace zramlab::test
