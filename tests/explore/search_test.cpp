// The search against what can be counted by hand, and against random walks.
#include "tests/explore/program.h"

#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "tests/support/world.h"

#include <gtest/gtest.h>

#include <array>

namespace zramlab::test {
namespace {

// Each thread writes its own word.
struct Independent {
  static constexpr ThreadIndex threads = 3;
  std::array<Word, threads> words;
  void run(ThreadIndex thread) {
    for (std::uint32_t count = 1; count <= 4; ++count) words[thread].store(count, memory_order_relaxed);
  }
  [[nodiscard]] std::string outcome() const { return ""; }
};

TEST(Search, steps_that_do_not_concern_each_other_need_few_schedules) {
  const Outcomes all = explore_all<Independent>(every_schedule());
  EXPECT_TRUE(all.result.is_exhausted);
  // Their 12!/(4!)^3 = 34,650 orders are one; each of the 125 states is come to, by one step each.
  EXPECT_LE(all.result.schedules, 125u);
}

// Two threads append twice each to a word.
struct Appends {
  static constexpr ThreadIndex threads = 2;
  Word word{0};
  void run(ThreadIndex thread) {
    for (int count = 0; count < 2; ++count) {
      std::uint32_t seen = word.load(memory_order_relaxed);
      while (!word.compare_exchange_strong(seen, seen * 4 + thread + 1, memory_order_relaxed, memory_order_relaxed)) {
      }
    }
  }
  [[nodiscard]] std::string outcome() const { return std::to_string(word.load(memory_order_relaxed)); }
};

TEST(Search, comes_to_every_outcome_of_steps_that_conflict) {
  const Outcomes all = explore_all<Appends>(every_schedule());
  EXPECT_TRUE(all.result.is_exhausted);
  EXPECT_EQ(all.distinct().size(), 6u);  // 4 over 2
}

TEST(Search, a_bound_of_no_preemption_lets_each_thread_run_to_its_end) {
  ExploreOptions options = every_schedule();
  options.bounds.preemptions = 0;
  const Outcomes all = explore_all<Appends>(options);
  EXPECT_TRUE(all.result.is_exhausted);
  EXPECT_EQ(all.distinct().size(), 2u);
}

TEST(Search, a_higher_bound_comes_to_more) {
  std::size_t before = 0;
  for (std::uint32_t bound = 0; bound <= 3; ++bound) {
    ExploreOptions options = every_schedule();
    options.bounds.preemptions = bound;
    const std::size_t outcomes = explore_all<Appends>(options).distinct().size();
    EXPECT_GT(outcomes, bound == 3 ? before - 1 : before) << bound;
    before = outcomes;
  }
  EXPECT_EQ(before, 6u);
}

// Waits, wake-ups, CPUs and two words, so that every kind of step is in it: what order of arrivals ends in what?
struct EveryKind {
  static constexpr ThreadIndex threads = 3;
  Word turn{0};
  Word gate{0};
  WaitQueue<Explored> queue;
  std::uint32_t order = 0;

  void run(ThreadIndex thread) {
    if (thread == 0) {
      gate.store(1, memory_order_release);
      queue.wake();
    } else {
      queue.sleep_until([&] { return gate.load(memory_order_acquire) != 0; }, WaitQueue<Explored>::Waiting::exclusive);
      queue.wake();
    }
    CpuIndex cpu = 0;
    {
      const PreemptionOff<Explored> here;
      cpu = here.cpu();
      order = turn.fetch_add(1, memory_order_acq_rel) == 0 ? thread * 4 + cpu : order;
    }
  }
  [[nodiscard]] std::string outcome() const { return std::to_string(order); }
};

// The queue's own lock as one step: its steps would be ten million schedules more.
ExploreOptions with_locks_at_once() {
  ExploreOptions options = every_schedule();
  options.machine.locks_at_once = true;
  return options;
}

TEST(Search, comes_to_whatever_random_walks_and_pct_come_to) {
  const Outcomes all = explore_all<EveryKind>(with_locks_at_once());
  EXPECT_TRUE(all.result.is_exhausted);
  for (const ExploreMethod method : {ExploreMethod::random, ExploreMethod::pct}) {
    ExploreOptions options;
    options.method = method;
    options.shares.migration_share = 0.5;
    options.machine.spurious = false;
    EXPECT_EQ(explore_all<EveryKind>(options).distinct(), all.distinct());
  }
}

// Sleep sets and states are shortcuts: with other ones the outcomes are the same. With more threads than CPUs too, where there
// are no sleep sets.
TEST(Search, a_bound_that_is_never_reached_comes_to_the_same_as_none) {
  for (const CpuIndex cpus : {3u, 2u}) {
    ExploreOptions unbounded = with_locks_at_once();
    unbounded.machine.cpus = cpus;
    ExploreOptions bounded = unbounded;
    bounded.bounds.preemptions = 50;
    const Outcomes with_bound = explore_all<EveryKind>(bounded);
    const Outcomes without = explore_all<EveryKind>(unbounded);
    EXPECT_TRUE(with_bound.result.is_exhausted && without.result.is_exhausted);
    EXPECT_EQ(with_bound.distinct(), without.distinct()) << cpus << " CPUs";
    // A state for a bound tells who runs, too.
    EXPECT_GE(with_bound.result.states, without.result.states);
    EXPECT_GE(without.result.states * 4, with_bound.result.states) << cpus << " CPUs";
  }
}

// A semaphore. Who takes one of several wakes the next, and decides that by a count that may be old: two sleep, the third puts one back and wakes one,
// who sees one; the third puts another, and wakes nobody; the woken one takes one and wakes nobody.
struct LostWakeUp {
  static constexpr ThreadIndex threads = 3;
  Word count{0};

  void get() {
    while (true) {
      const std::uint32_t seen = count.load(memory_order_acquire);
      if (seen == 0) {
        Explored::sleep_while(count, 0);
        continue;
      }
      std::uint32_t now = seen;
      while (now != 0 && !count.compare_exchange_strong(now, now - 1, memory_order_acq_rel, memory_order_acquire)) {
      }
      if (now == 0) continue;
      if (seen > 1) Explored::wake_one(count);
      return;
    }
  }
  void put() {
    if (count.fetch_add(1, memory_order_acq_rel) == 0) Explored::wake_one(count);
  }
  void run(ThreadIndex thread) {
    if (thread < 2) return get();
    put();
    put();
  }
  [[nodiscard]] std::string outcome() const { return ""; }
};

TEST(Search, a_sleeper_that_was_woken_goes_on_in_every_way) {
  const LeaksAllowed leaks_allowed;  // a failed run's stacks are not unwound
  for (const bool sleep_sets : {true, false}) {
    ExploreOptions options = every_schedule();
    options.bounds.sleep_sets = sleep_sets;
    const ExploreResult result = explore_all<LostWakeUp>(options).result;
    EXPECT_TRUE(result.failure.failed);
    EXPECT_EQ(result.failure.failure, VirtualFailure::deadlock) << result.failure.message;
  }
}

// One thread has preemption off on some CPU while the other looks where it is.
struct LooksBesideSections {
  static constexpr ThreadIndex threads = 2;
  Spinlock<Explored> lock;
  Word own{0}, shared{0};
  std::array<std::string, threads> seen;
  std::string order;

  void add(ThreadIndex thread, Word& word) { seen[thread] += std::to_string(word.fetch_add(1, memory_order_acq_rel)); }
  void look(ThreadIndex thread) { seen[thread] += std::to_string(Explored::cpu()); }
  void take_turn(ThreadIndex thread, Word& word) {
    const Locked guard(lock);
    add(thread, word);
    order += std::to_string(thread);
  }
  void run(ThreadIndex thread) {
    if (thread == 0) {
      {
        const PreemptionOff<Explored> here;
        seen[0] += std::to_string(here.cpu());
        add(0, shared);
      }
      look(0);
      look(0);
      take_turn(0, own);
    } else {
      take_turn(1, shared);
      look(1);
      take_turn(1, shared);
    }
  }
  [[nodiscard]] std::string outcome() const { return seen[0] + " " + seen[1] + " " + order; }
};

TEST(Search, whoever_looks_at_its_cpu_meets_those_who_take_one) {
  for (const CpuIndex cpus : {2u, 3u}) {
    ExploreOptions options = with_locks_at_once();
    options.machine.cpus = cpus;
    const Outcomes all = explore_all<LooksBesideSections>(options);
    options.bounds.sleep_sets = false;
    const Outcomes without_sleep_sets = explore_all<LooksBesideSections>(options);
    ExploreOptions walk;
    walk.method = ExploreMethod::random;
    walk.schedules = 200'000;
    walk.machine = options.machine;
    walk.machine.spurious = false;
    walk.shares.migration_share = 0.5;
    EXPECT_TRUE(all.result.is_exhausted);
    EXPECT_EQ(all.distinct(), without_sleep_sets.distinct()) << cpus << " CPUs";
    EXPECT_EQ(all.distinct(), explore_all<LooksBesideSections>(walk).distinct()) << cpus << " CPUs";
  }
}

struct NobodyBegins {
  static constexpr ThreadIndex threads = 2;
  Word never{0};
  void run(ThreadIndex) {
    Explored::spin_until(never, [](std::uint32_t value) { return value != 0; });
  }
  [[nodiscard]] std::string outcome() const { return ""; }
};

TEST(Search, a_run_in_which_nobody_can_begin_is_a_deadlock) {
  const LeaksAllowed leaks_allowed;
  const ExploreResult result = explore_all<NobodyBegins>(every_schedule()).result;
  EXPECT_TRUE(result.failure.failed);
  EXPECT_EQ(result.failure.failure, VirtualFailure::deadlock) << result.failure.message;
}

// A thread takes again what it has just left: what it knows must not be lost from its hash.
TEST(EventHash, keeps_apart_what_came_before_an_event_that_is_met_again) {
  std::set<EventHash> once, twice;
  constexpr EventHash histories = 1 << 17;
  for (EventHash history = 1; history <= histories; ++history) {
    const EventHash event = mixed(history * 0x9e3779b97f4a7c15, history);
    once.insert(mixed(event, event));
    twice.insert(mixed(event, ~event));
  }
  EXPECT_EQ(once.size(), histories);
  EXPECT_EQ(twice.size(), histories);
}

// Looks at something that no scheduler knows of.
struct Uncontrolled {
  static constexpr ThreadIndex threads = 2;
  static inline std::uint32_t runs = 0;
  Word word{0};
  Uncontrolled() { ++runs; }
  void run(ThreadIndex) {
    for (std::uint32_t count = 0; count < 1 + runs % 3; ++count) word.fetch_add(1, memory_order_relaxed);
  }
  [[nodiscard]] std::string outcome() const { return ""; }
};

TEST(Search, a_scenario_that_depends_on_more_than_choices_is_told_of) {
  ExploreOptions options;
  options.method = ExploreMethod::random;
  EXPECT_EQ(explore_all<Uncontrolled>(options).result.failure.failure, VirtualFailure::not_repeatable);
}

struct Fails {
  static constexpr ThreadIndex threads = 1;
  void run(ThreadIndex) {
    Word word{0};
    word.store(1, memory_order_relaxed);
    if (Explored::fails(Fault::compress)) word.store(2, memory_order_relaxed);
    if (Explored::fails(Fault::compress)) word.store(3, memory_order_relaxed);
    last = word.load(memory_order_relaxed);
  }
  std::uint32_t last = 0;
  [[nodiscard]] std::string outcome() const { return std::to_string(last); }
};

TEST(Search, surprises_are_tried_each_up_to_their_bound) {
  for (std::uint32_t surprises = 0; surprises <= 2; ++surprises) {
    ExploreOptions options = every_schedule(surprises);
    options.machine.faults = 1u << static_cast<unsigned>(Fault::compress);
    const Outcomes all = explore_all<Fails>(options);
    EXPECT_EQ(all.result.schedules, surprises == 0 ? 1u : surprises == 1 ? 3u : 4u);
  }
}

}  // namespace
}  // namespace zramlab::test
