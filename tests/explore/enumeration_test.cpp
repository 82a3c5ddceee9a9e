// The search leaves out schedules that are another one in other words. Random programs of every kind of step must end in the same ways as where
// none is left out.
#include "tests/explore/enumeration.h"

#include "engine/base/random.h"
#include "engine/sync/mutex.h"
#include "engine/sync/spinlock.h"
#include "tests/explore/program.h"
#include "tests/support/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace zramlab::test {
namespace {

// What a program's threads share, and what each of them saw.
struct Shared {
  std::array<Word, 2> words{Word{0}, Word{0}};
  Spinlock<Explored> spinlock;
  Mutex<Explored> mutex;
  Explored::Plain<int> plain;
  std::array<std::string, 4> seen;
};

// One step of a thread, or a few.
struct Step {
  Shared& shared;
  ThreadIndex thread;
  std::uint32_t number;   // in its thread, so that no two stores are alike
  std::uint32_t variant;  // chooses an order, a word, whether there is more to it

  [[nodiscard]] Word& word() const { return shared.words[variant % 2]; }
  [[nodiscard]] Word& other_word() const { return shared.words[1 - variant % 2]; }
  [[nodiscard]] bool does_more() const { return variant / 6 % 2 != 0; }
  [[nodiscard]] std::uint32_t value() const { return 1 + 10 * thread + number; }
  [[nodiscard]] std::memory_order loads() const { return std::array{memory_order_relaxed, memory_order_acquire, std::memory_order_seq_cst}[variant / 2 % 3]; }
  [[nodiscard]] std::memory_order stores() const { return std::array{memory_order_relaxed, memory_order_release, std::memory_order_seq_cst}[variant / 2 % 3]; }
  void sees(std::uint64_t value) const { shared.seen[thread] += std::to_string(value) + ' '; }
};

struct Operation {
  const char* name;
  void (*run)(const Step&);
};

void load(const Step& step) { step.sees(step.word().load(step.loads())); }
void store(const Step& step) { step.word().store(step.value(), step.stores()); }
void add(const Step& step) {
  step.sees(step.word().fetch_add(step.does_more() ? 100 : 0, step.variant / 2 % 2 != 0 ? memory_order_relaxed : memory_order_acq_rel));
}
void exchange_strongly(const Step& step) {
  std::uint32_t expected = step.does_more() ? 0 : step.word().load(memory_order_relaxed);
  step.sees(step.word().compare_exchange_strong(expected, 200 + step.value(), memory_order_acq_rel, memory_order_relaxed));
  step.sees(expected);
}
void exchange_weakly(const Step& step) {
  std::uint32_t expected = 0;
  step.sees(step.word().compare_exchange_weak(expected, 200 + step.value(), memory_order_acq_rel, memory_order_relaxed));
}
void look_at_cpu(const Step& step) { step.sees(Explored::cpu()); }
void stay_on_cpu(const Step& step) {
  const PreemptionOff<Explored> here;
  step.sees(here.cpu());
  if (step.does_more()) step.sees(step.word().fetch_add(1000, memory_order_acq_rel));
  if (step.variant / 2 % 3 == 0) step.sees(step.other_word().load(memory_order_relaxed));
}
void atomic_section(const Step& step) {
  Explored::enter_atomic_section();
  step.sees(step.word().fetch_add(1, memory_order_relaxed));
  if (step.does_more()) step.sees(step.other_word().load(memory_order_relaxed));
  Explored::leave_atomic_section();
}
void sleep(const Step& step) { Explored::sleep_while(step.word(), 0); }
void wake_one(const Step& step) {
  if (step.does_more()) store(step);
  Explored::wake_one(step.word());
}
void wake_all(const Step& step) {
  if (step.does_more()) store(step);
  Explored::wake_all(step.word());
}
void spin(const Step& step) {
  Explored::spin_until(step.word(), [](std::uint32_t value) { return value != 0; });
}
template <class Lock>
void with(Lock& lock, const Step& step) {
  const Locked guard(lock);
  step.shared.plain.set(step.shared.plain.get() + 1);
  if (step.does_more()) step.sees(step.word().fetch_add(1, memory_order_relaxed));
  if (step.variant / 2 % 3 == 0) step.sees(static_cast<std::uint64_t>(step.shared.plain.get()));
}
void with_spinlock(const Step& step) { with(step.shared.spinlock, step); }
void with_mutex(const Step& step) { with(step.shared.mutex, step); }
void read_plain(const Step& step) { step.sees(static_cast<std::uint64_t>(step.shared.plain.get())); }
void fail_perhaps(const Step& step) { step.sees(Explored::fails(Fault::compress) ? 1 : 0); }
void switch_cpu_off(const Step&) { ExploredMachine::current()->take_offline(0); }
void switch_cpu_on(const Step&) { ExploredMachine::current()->bring_online(0); }

constexpr std::array memory{Operation{"load", load}, Operation{"store", store}, Operation{"add", add},
                            Operation{"exchange", exchange_strongly}, Operation{"weak exchange", exchange_weakly}};
constexpr std::array sleeps{Operation{"sleep", sleep}, Operation{"wake one", wake_one}, Operation{"wake all", wake_all},
                            Operation{"add", add}, Operation{"store", store}, Operation{"load", load}};
constexpr std::array cpus{Operation{"look at CPU", look_at_cpu}, Operation{"stay on CPU", stay_on_cpu}, Operation{"add", add},
                          Operation{"atomic section", atomic_section}};
constexpr std::array locks{Operation{"spinlock", with_spinlock}, Operation{"mutex", with_mutex}, Operation{"read plain", read_plain},
                           Operation{"add", add}, Operation{"fail perhaps", fail_perhaps}, Operation{"stay on CPU", stay_on_cpu}};
constexpr std::array waits{Operation{"mutex", with_mutex}, Operation{"spin", spin}, Operation{"store", store},
                           Operation{"sleep", sleep}, Operation{"wake all", wake_all}, Operation{"load", load}};

struct Kind {
  const char* name;
  std::span<const Operation> operations;
  bool has_hotplug = false;  // the last thread switches a CPU off and on
  bool has_true_locks = false;
};
constexpr std::array kinds{Kind{"memory", memory}, Kind{"sleeps", sleeps}, Kind{"cpus", cpus}, Kind{"locks", locks},
                           Kind{"waits", waits, false, true}, Kind{"hotplug", cpus, true}};

struct Instruction {
  Operation operation;
  std::uint32_t variant;
};

struct Program {
  std::vector<std::vector<Instruction>> threads;
  ExploredOptions options;
  SearchBounds bounds;
};

Program program_of(const Kind& kind, std::uint64_t seed) {
  Random random(seed);
  Program program;
  const ThreadIndex threads = 2 + random.below(2);
  program.threads.resize(threads);
  for (auto& thread : program.threads) {
    for (std::uint32_t left = threads == 2 ? 2 + random.below(3) : 1 + random.below(3); left != 0; --left) {
      const Operation& operation = kind.operations[random.below(static_cast<std::uint32_t>(kind.operations.size()))];
      thread.push_back({operation, random.below(12)});
    }
  }
  if (kind.has_hotplug) program.threads.back() = {{{"CPU off", switch_cpu_off}, 0}, {{"add", add}, 6}, {{"CPU on", switch_cpu_on}, 0}};
  program.options = {.threads = threads,
                     .cpus = std::max<CpuIndex>(2, threads - 1 + random.below(2)),
                     .steps_max = 500,
                     .weak_memory = random.chance(0.5),
                     .spurious = random.chance(0.5),
                     .faults = 1u << static_cast<unsigned>(Fault::compress),
                     .locks_at_once = !kind.has_true_locks && random.chance(0.5)};
  program.bounds.surprises = random.below(2);
  // Sleep sets are for searches without a bound.
  if (random.chance(0.3)) program.bounds.preemptions = random.below(4);
  program.bounds.sleep_sets = random.chance(0.7);
  return program;
}

std::string text_of(const Program& program) {
  std::string text = std::to_string(program.options.cpus) + " CPUs";
  for (const auto& thread : program.threads) {
    text += "\n ";
    for (const Instruction& instruction : thread) text += std::string(" ") + instruction.operation.name + ' ' + std::to_string(instruction.variant) + ';';
  }
  return text;
}

std::string outcome_of(const Shared& shared, const VirtualReport& report) {
  std::string text(to_string(report.failure));
  if (report.failed && report.failure != VirtualFailure::deadlock) return text;
  for (const std::string& seen : shared.seen) text += " | " + seen;
  if (report.failed) return text;
  for (const Word& word : shared.words) text += ' ' + std::to_string(word.load(memory_order_relaxed));
  return text;
}

// All ways in which a program ends. None: it has more runs than that.
template <class Schedules>
std::optional<std::set<std::string>> endings_of(const Program& program, std::uint64_t runs_max) {
  ExploredMachine machine(program.options);
  Schedules schedules(program.bounds);
  std::set<std::string> endings;
  std::uint64_t runs = 0;
  do {
    if (++runs > runs_max) return std::nullopt;
    const auto shared = std::make_shared<Shared>();
    const VirtualReport& report = machine.execute(schedules, [&](ThreadIndex thread) {
      std::uint32_t number = 0;
      for (const Instruction& instruction : program.threads[thread]) instruction.operation.run({*shared, thread, ++number, instruction.variant});
    });
    endings.insert(outcome_of(*shared, report));
    if (report.failed) keep_for_ever(shared);
  } while (schedules.advance());
  return endings;
}

class EnumerationTest : public testing::TestWithParam<Kind> {};

TEST_P(EnumerationTest, the_search_comes_to_every_ending_and_to_no_other) {
  const LeaksAllowed leaks_allowed;  // a failed run's stacks are not unwound
  constexpr std::uint64_t programs = 500;
  constexpr std::uint64_t runs_max = 20'000;
  std::uint64_t compared = 0;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    const Program program = program_of(GetParam(), seed);
    Explored::set_cpu_count(program.options.cpus);
    const auto all = endings_of<Enumeration>(program, runs_max);
    if (!all) continue;
    ++compared;
    ASSERT_EQ(endings_of<SearchScheduler>(program, 100 * runs_max), all) << GetParam().name << ", seed " << seed << ": " << text_of(program);
  }
  EXPECT_GT(compared, programs / 2) << "the programs are too long to enumerate";
}

INSTANTIATE_TEST_SUITE_P(Programs, EnumerationTest, testing::ValuesIn(kinds), [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace zramlab::test
