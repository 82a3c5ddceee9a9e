// The machine under the explored platform: threads as fibers on virtual CPUs, and a choice at every step.
#pragma once

#include "engine/platform/platform.h"
#include "engine/platform/virtual/condition.h"
#include "engine/platform/virtual/crew.h"
#include "engine/platform/virtual/explored_memory.h"
#include "engine/platform/virtual/explored_options.h"
#include "engine/platform/virtual/explored_report.h"
#include "engine/platform/virtual/explored_scheduler.h"
#include "engine/platform/virtual/explored_steps.h"
#include "engine/platform/virtual/fiber.h"
#include "engine/platform/virtual/record_table.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace zramlab {

// One machine runs many executions, one after the other; its fibers and records are kept.
//
// 1. Code between two steps is atomic: a switch happens only in begin(), before an access to a visible atomic, and in waits.
// 2. What only ever adds behaviours when it comes early is no step: leaving a section, looking at one's CPU.
// 3. A CPU is chosen when a thread looks at it. Before that a thread with an open section has some CPU to itself, and
//    another one steps only while not all CPUs are taken so. Any thread without one may be moved at any moment.
// 4. Events of different threads that concern different atomics commute; hash() is the same for both orders.
class ExploredMachine {
 public:
  using Word = ExploredWord;
  using PlainState = ExploredPlain;
  struct Footprint {
    explicit Footprint(std::size_t /*bytes*/) {}
  };
  using Body = std::function<void(ThreadIndex)>;
  static constexpr bool has_spinlock_kinds = false;
  static constexpr bool finds_races = true;

  // The run the caller is part of; nullptr outside of one.
  static ExploredMachine* current() { return current_; }
  // Two halves, so that what is kept for each cluster has a neighbour.
  static CpuIndex cluster_count() { return std::min<CpuIndex>(possible_cpus, 2); }
  [[nodiscard]] static CpuIndex cluster_of(CpuIndex cpu) { return cpu * cluster_count() / possible_cpus; }

  explicit ExploredMachine(const ExploredOptions& options);
  ~ExploredMachine();
  ExploredMachine(const ExploredMachine&) = delete;
  ExploredMachine& operator=(const ExploredMachine&) = delete;

  // Runs body(0) ... body(threads - 1), and the crews there are. The first failure ends the run: what the threads hold on their stacks is not
  // destroyed, and locks they held stay held. Do not tear down with locks what a failed run used.
  const VirtualReport& execute(Scheduler& scheduler, const Body& body, StepLog* log = nullptr);

  // For schedulers.
  [[nodiscard]] const ExploredOptions& options() const { return options_; }
  [[nodiscard]] ThreadIndex threads() const { return thread_count_; }  // of this run, crews included
  void set_ask_at(std::uint64_t step) { ask_at_ = std::min(step, options_.steps_max); }
  void ask_when_woken(bool ask) { ask_when_woken_ = ask; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint32_t point(ThreadIndex thread) const { return threads_[thread].point; }
  [[nodiscard]] EventHash hash() const;
  // Threads that a sleep set holds; who is met by a step that concerns its own next one leaves it.
  ThreadMask sleep_set = 0;
  // How often a decision spent what a bound limits: migrations. Preemptions are the scheduler's to count.
  [[nodiscard]] std::uint32_t surprises() const { return surprises_; }

  // The virtual platform.
  [[nodiscard]] ThreadIndex thread() const { return self_; }
  void check_is(ThreadIndex thread);

  [[gnu::always_inline]] std::uint64_t load(Word& word, std::memory_order order, Place place) {
    if (!word.is_visible) return quiet(word);
    AtomicRecord& record = record_of(word);
    begin(&record, read, place);
    return loaded(record, order);
  }
  [[gnu::always_inline]] void store(Word& word, std::uint64_t value, std::memory_order order, Place place) {
    if (!word.is_visible) {
      quiet(word) = value;
      return;
    }
    AtomicRecord& record = record_of(word);
    if (!record.is_lock) begin(&record, write, place);
    stored(record, value, order);
  }
  template <class Change>
  [[gnu::always_inline]] std::uint64_t modify(Word& word, const Change& change, std::memory_order order, Place place);
  bool compare_exchange(Word& word, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, bool weak, Place place);
  void accessed(PlainState& state, bool is_write, Place place) {
    if (!state.is_visible) {
      if (marking_) state.is_visible = true;
      return;
    }
    if (state.run == run_ && state.history->repeats(self_, self().clock.of(self_), is_write)) return;
    accessed_visible(state, is_write, place);
  }
  static void share_line(const Word&, const Word&) {}
  void touch(Footprint&) {}
  std::uint64_t peek(Word& word) { return load(word, memory_order_acquire, Place::current()); }
  void poke(Word& word, std::uint64_t value) { store(word, value, memory_order_release, Place::current()); }
  void look_again(Word& word) {
    if (word.run == run_) written(*word.record);
  }

  const bool takes_locks_at_once;
  template <class Change>
  [[gnu::always_inline]] void change_when(Word& word, ValueCondition until, const Change& change, Place place);
  void spin_until(Word& word, ValueCondition until, Place place);
  void wait_outside(Word& word, ValueCondition until, Place place) { spin_until(word, until, place); }
  bool spin_on_owner(Word& word, OwnerFunction owner_of, Place place);
  void sleep_while(Word& word, std::uint64_t value, Place place);
  void wake(Word& word, std::uint32_t count);
  void check_may_sleep(Place place);
  void sleep_until(Ticks time, Place place);

  CpuIndex look_at_cpu();
  bool is_running(ThreadIndex thread);
  CpuIndex disable_preemption();
  void enable_preemption();
  void enter_section() {
    // A thread that has not begun has no CPU yet, and there may not be one for all.
    if (launching_ && thread_count_ > online_cpus_) [[unlikely]] pass_time();
    open_section();
  }
  void leave_section() { close_section(); }

  void charge(Work work, ContentIndex content, std::size_t bytes);
  Ticks now() { return ++ticks_; }
  static std::uint64_t to_ns(Ticks ticks) { return ticks; }
  bool fails(Fault fault);
  [[noreturn]] void require_failed(const char* what);

  // For scenarios, not part of the contract: moments that are in the order in which things happened. An operation happens between its first
  // step and its end, as its caller may have been any time on the way to it.
  std::uint64_t moment() { return ++moments_; }
  void watch_operation() { self().first_step = 0; }
  std::uint64_t first_step() {
    note_first_step(self());
    return self().first_step;
  }
  // A CPU goes off-line once nobody has a section open on it; no thread finds itself
  // there until it comes back. REQUIRES another CPU on-line.
  void take_offline(CpuIndex cpu);
  void bring_online(CpuIndex cpu);

  // CPUs that a run may have at most, and that whoever prepares something for each CPU must reckon with.
  static inline thread_local constinit CpuIndex possible_cpus = 8;
  static constexpr CpuIndex cpus_max = 16;

  // Atomics and plain data constructed while one lives are quiet: accesses to them are no steps, and no races are looked for.
  class Quiet {
   public:
    Quiet() : before_(std::exchange(constructs_quietly, true)) {}
    ~Quiet() { constructs_quietly = before_; }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

   private:
    bool before_;
  };
  static inline thread_local constinit bool constructs_quietly = false;

  // Calls `touch`, outside of a run: what is quiet and touched there is visible from then on.
  static void make_visible(const std::function<void()>& touch);

 private:
  static constexpr ThreadIndex nobody = no_thread;

  enum class State : std::uint8_t { runnable, spinning, sleeping, done };
  // What the next step of a thread does to an atomic, or the last one did.
  enum Effect : std::uint8_t { none = 0, read = 1, write = 2, sleep = 4, wake_up = 8 };

  struct Worker;  // a pooled fiber

  struct Thread {
    std::unique_ptr<Worker> worker;
    State state = State::runnable;
    bool preemption_off = false;
    CpuIndex cpu = 0;
    std::uint32_t sections = 0;  // open ones; preemption off counts as one
    std::uint32_t point = 0;     // see Decision
    std::uint64_t first_step = 0;  // since watch_operation(), as a moment()
    const void* next_on = nullptr;  // what its next step concerns: an atomic's record, or &cpus_
    Effect next_effect = none;
    EventHash hash = 0;
    AtomicRecord* waits_on = nullptr;
    std::optional<ValueCondition> until;  // what a spinner waits for
    Place place;                          // of the last step
    VectorClock clock;
  };

  struct Cpu {
    ThreadIndex reserved = nobody;  // has preemption off here
    bool is_online = true;
    EventHash event = 0;            // of the last section
    VectorClock sections;           // sections of one CPU follow each other
  };

  Thread& self() { return *me_; }
  void become(ThreadIndex thread) {
    self_ = thread;
    me_ = &threads_[thread];
  }
  std::uint64_t& quiet(Word& word) {
    if (marking_) word.is_visible = true;
    return word.value;
  }
  AtomicRecord& record_of(Word& word) {
    if (word.run != run_) [[unlikely]] start_record(word);
    return *word.record;
  }
  [[gnu::noinline]] void start_record(Word& word);
  void prepare(Scheduler* scheduler, StepLog* log);
  bool launch();
  void launch_next();

  // Steps.
  // Within whoever takes the step: on its way out of a function the processor has to guess where to, and after a switch it guesses wrong.
  [[gnu::always_inline]] void begin(const void* on, Effect effect, Place place) {
    Thread& me = self();
    me.next_on = on;
    me.next_effect = effect;
    me.place = place;
    ++me.point;
    if (++steps_ >= ask_at_) decide();
    note_first_step(me);
  }
  void note_first_step(Thread& me) {
    if (me.first_step == 0) [[unlikely]] me.first_step = moment();
  }
  void pass_time();
  void decide();
  void switch_to(ThreadIndex next);
  void give_up_cpu();
  void run_thread(ThreadIndex thread);
  void finish();
  [[nodiscard]] ThreadMask enabled_threads() const {
    return runnable_ & (open_sections_ < online_cpus_ ? ~ThreadMask{0} : inside_);
  }
  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail = 0);
  bool surprised(Choice choice, std::uint32_t detail = 0) { return pick(choice, 2, detail) != 0; }
  void decided(const Decision& decision) { report_.decisions.push_back(decision); }
  // Leaves the thread for good: nothing on its stack is destroyed, so whoever calls it hands over the text and holds nothing.
  [[noreturn]] void fail(VirtualFailure failure, std::string what);

  // Events: what a step did, for hash() and the sleep set.
  void did(EventHash event, const void* on, Effect effect) {
    self().hash = event;
    schedule_hash_ = (schedule_hash_ ^ (self_ + 1) ^ (std::uint64_t{effect} << 8)) * 0x9e3779b97f4a7c15;
    schedule_hash_ ^= schedule_hash_ >> 29;
    if (sleep_set != 0) wake_from_sleep_set(on, effect);
  }
  void did_read(AtomicRecord& record, const StoreRecord& from) { did(mixed(self().hash, from.event), &record, read); }
  // REQUIRES that the store is not pushed yet. Which loads came before needs no mention: they say themselves what they took.
  void did_write(AtomicRecord& record) { did(mixed(self().hash, ~record.store().event), &record, write); }
  void did_change_sleepers(AtomicRecord& record, Effect effect);
  void wake_from_sleep_set(const void* on, Effect effect);

  std::uint64_t loaded(AtomicRecord& record, std::memory_order order);
  void stored(AtomicRecord& record, std::uint64_t value, std::memory_order order);
  StoreRecord& readable(AtomicRecord& record, std::memory_order order);
  StoreRecord& see(StoreRecord& store);
  void acquire(const VectorClock& clock) { self().clock.join(clock, lanes_); }
  void acquire_by(std::memory_order order, const StoreRecord& from);
  void push(AtomicRecord& record, std::uint64_t value, std::memory_order order, bool continues_release);
  std::uint64_t modified(AtomicRecord& record, std::uint64_t value, std::memory_order order);
  void accessed_visible(PlainState& state, bool is_write, Place place);
  [[noreturn]] void fail_race(const PlainAccess& one, const PlainAccess& other);

  // Returns at the step at which it found that the condition holds.
  [[gnu::always_inline]] void spin(AtomicRecord& record, ValueCondition until, Effect effect, Place place);
  [[noreturn]] void wait_for_quiet();
  void park(AtomicRecord& record);
  void unpark(ThreadIndex thread);
  void written(AtomicRecord& record);
  void recheck_owner_spinners();
  [[nodiscard]] ThreadIndex pick_sleeper(ThreadMask sleepers);

  [[nodiscard]] bool is_free(CpuIndex cpu, ThreadIndex thread) const;
  CpuIndex pick_cpu();
  void open_section() {
    if (self().sections++ != 0) return;
    ++open_sections_;
    inside_ |= bit(self_);
  }
  void close_section() {
    if (self().sections == 0) [[unlikely]] fail(VirtualFailure::misuse, "leave_atomic_section without enter");
    if (--self().sections != 0) return;
    --open_sections_;
    inside_ &= ~bit(self_);
  }
  [[nodiscard]] std::string describe() const;
  void log(const char* what, const AtomicRecord* record, std::uint64_t value) {
    if (log_ != nullptr) [[unlikely]] log_step(what, record, value);
  }
  void log_step(const char* what, const AtomicRecord* record, std::uint64_t value);

  static inline thread_local constinit ExploredMachine* current_ = nullptr;
  static inline thread_local constinit bool marking_ = false;

  ExploredOptions options_;
  std::uint64_t run_ = 0;
  ThreadIndex thread_count_ = 0;
  std::size_t lanes_ = 0;          // of this run's clocks
  ThreadIndex bodies_left_ = 0;    // that have not ended
  ThreadIndex self_ = nobody;      // the running thread,
  Thread* me_ = nullptr;           // and what is kept of it
  std::uint64_t steps_ = 0;
  std::uint64_t ask_at_ = 0;
  std::uint64_t moments_ = 0;
  ThreadMask runnable_ = 0;
  ThreadMask inside_ = 0;          // have a section open
  ThreadMask done_ = 0;
  ThreadMask owner_spinners_ = 0;
  std::uint32_t open_sections_ = 0;
  std::uint32_t online_cpus_ = 0;
  std::uint32_t surprises_ = 0;
  bool launching_ = false;
  bool ask_when_woken_ = false;
  Scheduler* scheduler_ = nullptr;
  const Body* body_ = nullptr;
  StepLog* log_ = nullptr;
  Ticks ticks_ = 0;
  std::uint64_t schedule_hash_ = 0;
  std::array<Thread, explored_threads_max> threads_;
  std::array<Cpu, cpus_max> cpus_;
  std::array<Word, cpus_max> occupied_;  // by CPU: what take_offline() waits on
  RecordTable<AtomicRecord> records_;
  RecordTable<RaceHistory> histories_;
  Fiber outside_;
  VirtualReport report_;
};

inline ExploredWord::ExploredWord() : is_visible(!ExploredMachine::constructs_quietly) {}
inline ExploredPlain::ExploredPlain() : is_visible(!ExploredMachine::constructs_quietly) {}

template <class Change>
inline std::uint64_t ExploredMachine::modify(Word& word, const Change& change, std::memory_order order, Place place) {
  if (!word.is_visible) {
    std::uint64_t& value = quiet(word);
    return std::exchange(value, change(value));
  }
  AtomicRecord& record = record_of(word);
  if (!record.is_lock) begin(&record, write, place);
  return modified(record, change(word.value), order);
}

inline void ExploredMachine::spin(AtomicRecord& record, ValueCondition until, Effect effect, Place place) {
  Thread& me = self();
  me.next_on = &record;
  me.next_effect = effect;
  me.place = place;
  me.until = until;
  me.state = State::spinning;
  me.waits_on = &record;
  record.spinners |= bit(self_);
  ++me.point;
  ++steps_;
  if (until(record.word->value)) {
    if (steps_ >= ask_at_) decide();
  } else {
    runnable_ &= ~bit(self_);
    give_up_cpu();
  }
  note_first_step(me);
  me.state = State::runnable;
  record.spinners &= ~bit(self_);
}

template <class Change>
inline void ExploredMachine::change_when(Word& word, ValueCondition until, const Change& change, Place place) {
  if (!word.is_visible) {
    std::uint64_t& value = quiet(word);
    if (!until(value)) wait_for_quiet();
    value = change(value);
    return;
  }
  AtomicRecord& record = record_of(word);
  record.is_lock = true;
  spin(record, until, write, place);
  modified(record, change(word.value), memory_order_acquire);
}

}  // namespace zramlab
