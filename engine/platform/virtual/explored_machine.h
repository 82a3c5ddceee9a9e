// The machine under the virtual platform: threads as fibers, CPUs, and a seeded choice at every step.
#pragma once

#include "engine/base/random.h"
#include "engine/platform/platform.h"
#include "engine/platform/virtual/condition.h"
#include "engine/platform/virtual/fiber.h"
#include "engine/platform/virtual/vector_clock.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

inline constexpr std::size_t fault_kinds = 4;  // the enumerators of Fault

struct VirtualOptions {
  std::uint64_t seed = 0;
  CpuIndex cpus = 0;  // 0: one for each thread; never more than Virtual::cpu_count()
  // How often P::fails answers yes, by kind.
  std::array<double, fault_kinds> fault_share{};
  // How often a compare_exchange_weak fails, a sleep ends and a spin on an owner is given up for no reason.
  double spurious_share = 0.02;
  // How often, at a step, some thread that may is moved to another CPU.
  double migration_share = 0.05;
  // Steps after which a run counts as a livelock.
  std::uint64_t steps_max = 2'000'000;

  VirtualOptions& with_fault(Fault fault, double share) {
    fault_share[static_cast<std::size_t>(fault)] = share;
    return *this;
  }
};

enum class VirtualFailure : std::uint8_t {
  none,
  deadlock,         // no thread can run, and not all are done: a lost wake-up is one too
  livelock,         // steps_max reached
  race,             // two accesses to Plain data that nothing orders
  sleep_in_atomic,  // something that may sleep, with preemption off or in an atomic section
  misuse,           // the platform contract was broken, as by a section that is not left
  assertion,        // Virtual::require
  exception,        // one left a thread's body
};

struct VirtualReport {
  bool failed = false;
  VirtualFailure failure = VirtualFailure::none;
  std::string message;  // what happened, with the seed and the state of every thread
  std::uint64_t steps = 0;
  std::uint64_t switches = 0;
  std::uint64_t schedule_hash = 0;  // equal for equal schedules, on every host
};

// Runs body(0) ... body(threads - 1) on a virtual machine. Deterministic: the same options, and a body that depends on
// nothing else, give the same schedule to the bit.
//
// The first failure ends the run: the threads stop where they are and never continue, and what they hold on their stacks is
// kept, not destroyed. Locks they held stay held; do not tear down with locks what a failed run used (see first_failure).
VirtualReport run_virtual(const VirtualOptions& options, ThreadIndex threads, std::function<void(ThreadIndex)> body);

// One run. Everything below is for the Virtual platform.
//
// 1. Code between two steps is atomic: a switch happens only in step(), at the begin of a platform call, and in waits.
// 2. A thread with an open section (preemption off, or an atomic section) has its CPU to itself; other threads of that CPU
//    do not run. Any other thread may be moved to another CPU at any step.
// 3. A CPU runs the thread that took the last step on it; only that one is_running.
class ExploredMachine {
 public:
  // An atomic, and what its readers with acquire order learn.
  struct Word {
    std::uint64_t value = 0;
    Synchronisation synchronisation;
  };
  using PlainState = RaceHistory;
  struct Footprint {
    explicit Footprint(std::size_t /*bytes*/) {}
  };
  static constexpr bool queues_spinners = false;

  enum class Step : std::uint8_t { load, store, modify, where, section, wait, wake, cost, fault, begin, end };

  // The run the caller is part of; nullptr outside of one.
  static ExploredMachine* current() { return current_; }
  // Numbered from 1, so that what objects remember of a former run can be told.
  [[nodiscard]] std::uint64_t run() const { return run_; }

  ExploredMachine(const VirtualOptions& options, ThreadIndex threads, std::function<void(ThreadIndex)> body);
  ~ExploredMachine();
  ExploredMachine(const ExploredMachine&) = delete;
  ExploredMachine& operator=(const ExploredMachine&) = delete;
  VirtualReport execute();

  [[nodiscard]] ThreadIndex thread() const { return self_; }
  void check_is(ThreadIndex thread);

  // Shared data. Memory orders count for races on Plain data; no stale value is ever loaded.
  std::uint64_t load(Word& word, std::memory_order order, Place place);
  void store(Word& word, std::uint64_t value, std::memory_order order, Place place);
  template <class Change>
  std::uint64_t modify(Word& word, const Change& change, std::memory_order order, Place place);
  bool compare_exchange(Word& word, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, bool weak, Place place);
  void accessed(RaceHistory& history, bool is_write, Place place);
  static void share_line(const Word&, const Word&) {}
  void touch(Footprint&) {}

  // Waits return when the thread was made runnable and chosen.
  void spin_until(Word& word, ValueCondition until, Place place);
  void spin_on_owner(Word& word, OwnerFunction owner_of, Place place);
  void sleep_while(Word& word, std::uint64_t value, Place place);
  void wake(Word& word, std::uint32_t count);
  void check_may_sleep(Place place);

  // CPUs and preemption.
  CpuIndex look_at_cpu();
  bool is_running(ThreadIndex thread);
  CpuIndex disable_preemption();
  void enable_preemption();
  void enter_section();
  void leave_section();

  void charge(Work work, ContentIndex content, std::size_t bytes);
  Ticks now();
  static std::uint64_t to_ns(Ticks ticks) { return ticks; }
  bool fails(Fault fault);
  [[noreturn]] void require_failed(const char* what);

  // CPUs that a run may have at most, and that whoever prepares something for each CPU must reckon with.
  static inline thread_local constinit CpuIndex possible_cpus = 8;

  // What a fiber of the pool runs.
  void run_thread(ThreadIndex thread);

 private:
  static constexpr ThreadIndex nobody = ~ThreadIndex{0};

  enum class State : std::uint8_t { runnable, spinning, sleeping, done };

  struct Worker;  // a pooled fiber

  struct Thread {
    std::unique_ptr<Worker> worker;
    State state = State::runnable;
    CpuIndex cpu = 0;
    std::uint32_t sections = 0;  // open ones; preemption off counts as one
    bool preemption_off = false;
    Word* word = nullptr;                       // waited on
    std::optional<ValueCondition> until;  // what a spinner waits for
    Place place;                       // of the last wait
    VectorClock clock;
  };

  struct Cpu {
    ThreadIndex running = nobody;   // took the last step here, and is still here
    ThreadIndex reserved = nobody;  // has a section open here
    Synchronisation sections;       // sections of one CPU follow each other
  };

  Thread& self() { return threads_[self_]; }
  [[nodiscard]] CpuIndex cpu() const { return threads_[self_].cpu; }
  void step(Step kind);
  [[noreturn]] void fail(VirtualFailure failure, const std::string& what);

  // Happens-before. REQUIRES that the effect on the word itself takes place before the next step.
  void acquire(Synchronisation& source);
  void release(Synchronisation& target);  // adds to what the target's readers learn
  void acquire_by(std::memory_order order, Word& word);
  void write(Word& word, std::uint64_t value, std::memory_order order);

  bool chance(double share) { return share > 0 && random_.chance(share); }
  bool spurious() { return chance(options_.spurious_share); }
  void spin(Word& word, ValueCondition until, Place place);
  void written(const Word& word);  // spinners on it look again
  [[nodiscard]] bool runs(ThreadIndex thread);
  void open_section();
  void close_section();
  [[nodiscard]] CpuIndex online_cpus() const { return static_cast<CpuIndex>(cpus_.size()); }
  void count_step(Step kind);
  void switch_to(ThreadIndex next);
  void park(State state, Word& word, Place place);
  void finish();

  ThreadIndex choose();
  bool may_run(ThreadIndex thread) const;
  void collect_candidates();
  bool free_a_stranded_thread();
  void maybe_migrate();
  void move_to(ThreadIndex thread, CpuIndex cpu);
  void put_on_cpu(ThreadIndex thread);
  void take_off_cpu(ThreadIndex thread);
  void recheck_spinners();

  [[nodiscard]] std::string describe() const;

  static inline thread_local constinit ExploredMachine* current_ = nullptr;

  VirtualOptions options_;
  std::function<void(ThreadIndex)> body_;
  std::uint64_t run_;
  Random random_;
  double switch_share_;
  std::vector<Thread> threads_;
  std::vector<Cpu> cpus_;
  std::vector<ThreadIndex> candidates_;
  ThreadIndex self_ = nobody;
  ThreadIndex failing_ = nobody;
  std::uint32_t spinners_ = 0;
  Ticks ticks_ = 0;
  Fiber outside_;
  VirtualReport report_;
};

// A read-modify-write, of any order, hands on what a release before it published (the language's release sequence).
template <class Change>
std::uint64_t ExploredMachine::modify(Word& word, const Change& change, std::memory_order order, Place) {
  step(Step::modify);
  acquire_by(order, word);
  const std::uint64_t before = word.value;
  write(word, change(before), order);
  return before;
}

}  // namespace zramlab
