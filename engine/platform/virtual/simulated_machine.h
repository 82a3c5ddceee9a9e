// The simulated machine: threads on virtual CPUs in virtual time, lowest clock first.
//
// Time      Picoseconds. A CPU's clock runs ahead on its own work (charge) and is put in order with the others' only where
//           it touches shared data: whoever has the lowest clock goes on. Deterministic to the bit for equal options.
// Lines     A cache line has an owner, sharers, and a time from which it is free again. A miss waits for that time and occupies the line
//           for the transfer, so that hot lines queue; but the ways of readers after the first overlap. Who wrote last takes it back
//           from its readers in its own time.
// Waits     A spinning thread is parked on its word and costs no events; it keeps its CPU busy. Who writes the word pays for
//           no one: each waiter reads the line again, and the first of them had asked for it before.
// CPUs      Each has a queue of ready threads by virtual runtime; a slice ends a thread's turn when others wait. A thread with
//           preemption off, or in an atomic section, is not preempted.
#pragma once

#include "engine/base/random.h"
#include "engine/platform/platform.h"
#include "engine/platform/virtual/condition.h"
#include "engine/platform/virtual/cost_table.h"
#include "engine/platform/virtual/crew.h"
#include "engine/platform/virtual/event_tree.h"
#include "engine/platform/virtual/machine_costs.h"
#include "engine/platform/virtual/sharers.h"
#include "engine/platform/virtual/simulated_fibers.h"
#include "engine/platform/virtual/simulation_options.h"
#include "engine/platform/virtual/simulation_report.h"
#include "engine/platform/virtual/timeline.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace zramlab {

class SimulatedMachine {
 public:
  struct Line {
    Ticks free_at = 0;          // before the run's start: nobody has touched it
    SharerIndex sharers = 0;    // CPUs with a copy beside the owner's; 0: none
    std::uint16_t owner = 0;    // who wrote last
    std::uint16_t waiters = 0;  // first of the threads parked on this word, + 1
  };
  struct Word {
    std::uint64_t value = 0;
    Line line;
    Line* shared = nullptr;  // the line it lies in, when that is another word's
  };
  struct PlainState {};
  struct Footprint {
    explicit Footprint(std::size_t footprint_bytes) : bytes(static_cast<std::uint32_t>(footprint_bytes)) {}
    std::uint32_t bytes;
    std::uint16_t owner = 0;  // CPU + 1
    std::uint16_t name = 0;   // in a timeline
  };
  static constexpr bool has_spinlock_kinds = true;

  static SimulatedMachine* current() { return current_; }
  // CPUs and clusters that a run may have at most, and that whoever prepares something for each must reckon with.
  static inline thread_local constinit CpuIndex possible_cpus = 8;
  static inline thread_local constinit CpuIndex possible_clusters = 8;
  static CpuIndex cluster_count() { return possible_clusters; }
  static inline thread_local constinit SpinlockKind spinlock_kind = SpinlockKind::queued;
  // Makes them this machine's. REQUIRES no run and no object that asked before.
  static void prepare_for(const MachineProfile& profile);

  SimulatedMachine(const SimulationOptions& options, std::function<void(ThreadIndex)> body);
  ~SimulatedMachine();
  SimulatedMachine(const SimulatedMachine&) = delete;
  SimulatedMachine& operator=(const SimulatedMachine&) = delete;

  SimulationReport execute();
  [[nodiscard]] Ticks start() const { return base_; }  // when all clocks begin

  // For the operator's thread. A CPU off-line has no thread on it when take_offline() returns: who ran or waited there goes on elsewhere, also
  // who was pinned to it, and who has preemption off first ends that. REQUIRES that another CPU is on-line.
  void take_offline(CpuIndex cpu, Place place = Place::current());
  void bring_online(CpuIndex cpu);
  // Sleeps until then, or until nobody else is left. Returns whether somebody is.
  bool pause_until(Ticks time, Place place = Place::current());

  // The platform's calls.
  [[nodiscard]] ThreadIndex thread() const { return self_; }
  void check_is(ThreadIndex thread);
  std::uint64_t load(Word& word, std::memory_order, Place place) {
    order_access(line_of(word));
    advance_to(read_line(line_of(word), cpu_index_, cpu_->clock), place);
    return word.value;
  }
  void store(Word& word, std::uint64_t value, std::memory_order, Place) {
    order_access(line_of(word));
    const Ticks visible = write_line(line_of(word), cpu_index_, cpu_->clock, costs_.local_hit(cpu_index_));
    // The store buffer hides the way of the line from the writer, not from those who wait for it.
    pass(costs_.local_hit(cpu_index_));
    change(word, value, visible);
  }
  template <class Change>
  std::uint64_t modify(Word& word, const Change& on, std::memory_order, Place place) {
    order_access(line_of(word));
    const std::uint64_t before = word.value;
    advance_to(write_line(line_of(word), cpu_index_, cpu_->clock, costs_.local_rmw(cpu_index_)), place);
    change(word, on(before), cpu_->clock);
    return before;
  }
  bool compare_exchange(Word& word, std::uint64_t& expected, std::uint64_t desired, std::memory_order, std::memory_order,
                        bool, Place place) {
    order_access(line_of(word));
    advance_to(write_line(line_of(word), cpu_index_, cpu_->clock, costs_.local_rmw(cpu_index_)), place);
    if (word.value != expected) {
      expected = word.value;
      return false;
    }
    change(word, desired, cpu_->clock);
    return true;
  }
  void accessed(PlainState&, bool, Place) {}
  static void share_line(Word& first, Word& other) { other.shared = first.shared != nullptr ? first.shared : &first.line; }
  void touch(Footprint& footprint) {
    if (footprint.owner != cpu_index_ + 1 || options_.timeline != nullptr) fetch_footprint(footprint);
  }

  void spin_until(Word& word, ValueCondition until, Place place);
  void wait_outside(Word& word, ValueCondition until, Place place);
  bool spin_on_owner(Word& word, OwnerFunction owner_of, Place place);
  void sleep_while(Word& word, std::uint64_t value, Place place);
  void wake(Word& word, std::uint32_t count);
  void sleep_until(Ticks time, Place place);
  void check_may_sleep(Place place) {
    if (threads_[self_].sections != 0) [[unlikely]] sleeps_in_section(place);
  }

  // The program around the device begins its next operation.
  void begin_operation() {
    pass(costs_.driver());
    check_time(cpu_->clock);
  }

  CpuIndex look_at_cpu() {
    order();
    return cpu_index_;
  }
  bool is_running(ThreadIndex thread);
  CpuIndex disable_preemption();
  void enable_preemption();
  void enter_section() {
    pass(costs_.preempt_toggle(cpu_index_) / 2);
    if (threads_[self_].sections++ == 0) horizon_ = next_other_;
  }
  void leave_section() {
    pass(costs_.preempt_toggle(cpu_index_) / 2);
    if (--threads_[self_].sections != 0) return;
    // Whoever had to make way meanwhile does so now.
    if (cpu_->resched_at < cpu_->clock) cpu_->resched_at = cpu_->clock;
    update_horizon();
    if (cpu_->resched_at <= cpu_->clock) [[unlikely]] give_way();
  }

  void charge(Work work, ContentIndex content, std::size_t bytes);
  Ticks now() const { return cpu_->clock; }
  static std::uint64_t to_ns(Ticks ticks) { return ticks / ps_per_ns; }
  bool fails(Fault fault) {
    const double share = options_.fault_share[static_cast<std::size_t>(fault)];
    return share > 0 && random_.chance(share);
  }
  [[nodiscard]] CpuIndex cluster_of(CpuIndex cpu) const { return costs_.cluster_of(cpu); }
  [[noreturn]] void require_failed(const char* what) { fail(what); }

  // For the driver: not ordered, and at no cost.
  static std::uint64_t peek(const Word& word) { return word.value; }
  void poke(Word& word, std::uint64_t value) { change(word, value, cpu_->clock); }
  void look_again(Word& word) {
    if (word.line.waiters != 0) tell_waiters(word, cpu_->clock);
  }

  // What a fiber runs.
  void run_thread(ThreadIndex thread);

 private:
  enum class State : std::uint8_t { ready, running, spinning, sleeping, done };
  enum class WaitKind : std::uint8_t { value, owner, sleep, time };

  struct Thread {
    std::unique_ptr<SimulatedFiber> fiber;
    State state = State::ready;
    WaitKind kind = WaitKind::value;
    bool preemption_off = false;
    bool is_pinned = false;
    bool is_outside = false;   // it waits as the program around the device
    bool yields = false;       // it has spun long enough at this wait, and offers its CPU from now on
    bool saw_free = false;     // its wait on an owner ended because nobody owned
    bool goes_first = false;   // at its next wait on an owner: it stood at the head of that queue
    CpuIndex cpu = 0;
    std::uint32_t sections = 0;
    std::uint16_t next = 0;      // of the word's waiters, + 1; a ring through the first one
    std::uint16_t previous = 0;
    std::uint16_t stream = 0;  // that it used last, for the timeline
    Ticks owed = 0;            // of a charge that preemption cut off
    Ticks runtime = 0;         // virtual: the least goes first
    Ticks since = 0;           // when this state began
    Ticks spins_until = 0;     // where spinning on an owner has a limit
    Word* word = nullptr;
    std::optional<ValueCondition> until;
    std::optional<OwnerFunction> owner_of;
    Place place;
  };

  // What a turn looks at comes first: with many CPUs a turn finds nothing in the L1 cache.
  struct alignas(cache_line_bytes) Cpu {
    Ticks clock = 0;
    ThreadIndex running = no_thread;
    bool is_spinning = false;
    bool is_online = true;
    Ticks resched_at = never;   // when the running thread has to make way; it does once its sections are left
    Fiber* fiber = nullptr;     // of the running thread
    Ticks dispatched_at = 0;
    Ticks next_tick = 0;
    Ticks idle_since = 0;
    Ticks wanted_at = 0;                // when the first of the queue came, or the interrupt that tells of it
    ThreadIndex last = no_thread;       // whose state is still in the registers
    ContentIndex page = no_content;     // that it compressed last
    std::vector<ThreadIndex> queue;     // ready threads, least runtime first
  };

  struct Timer {
    Ticks time = 0;
    ThreadIndex thread = 0;
    bool ends_spin = false;  // of a thread that looks at an owner, if it still does; else of a sleep
    auto operator<=>(const Timer&) const = default;
  };

  static constexpr EventTree::Key lookahead = EventTree::key(250 * ps_per_ns, 0);
  static constexpr std::uint32_t timer_cpu = (1u << EventTree::cpu_bits) - 1;
  static constexpr Ticks never = ~Ticks{0} >> EventTree::cpu_bits;
  // Clocks end there, though a key could hold an hour more: no constant of a profile is longer than that.
  static constexpr Ticks time_max = 32'000'000'000'000 * ps_per_ns;

  static Line& line_of(Word& word) { return word.shared != nullptr ? *word.shared : word.line; }

  // Order.
  void order() {
    ++events_;
    if (EventTree::key(cpu_->clock, cpu_index_) > horizon_) [[unlikely]] give_way();
  }
  // A line that only this CPU has may be used a little ahead of the others: who asks for it meanwhile gets it when this CPU is done
  // with it, so that nobody sees a value before its time.
  void order_access(const Line& line) {
    ++events_;
    const EventTree::Key now = EventTree::key(cpu_->clock, cpu_index_);
    if (now <= horizon_) [[likely]] return;
    const bool is_private = line.free_at < base_ || (line.owner == cpu_index_ && line.sharers == no_sharers);
    if (!is_private || now - horizon_ > lookahead) give_way();
  }
  void give_way();
  void run_earliest();
  void fetch_ahead() const;
  void update_horizon();
  void reschedule(CpuIndex cpu);
  [[nodiscard]] EventTree::Key key_of(CpuIndex cpu) const;
  void pass(Ticks time) { cpu_->clock += time; }
  void check_time(Ticks time) {
    if (time > time_max) [[unlikely]] ends_of_time();
  }
  // An access that is done at `time`.
  void advance_to(Ticks time, const Place& place) {
    took(place, cpu_->clock, time);
    cpu_->clock = time;
  }
  void took(const Place& place, Ticks begin, Ticks end) {
    if (options_.find_hot_places) [[unlikely]] note_place(place, end - begin);
  }
  void note_place(const Place& place, Ticks time);

  // Lines. `at` is when the access is asked for; returns when it is done.
  Ticks read_line(Line& line, CpuIndex cpu, Ticks at, bool has_asked = false) {
    if (line.owner == cpu && line.free_at >= base_) return at + costs_.local_hit(cpu);
    return read_missing(line, cpu, at, has_asked);
  }
  Ticks write_line(Line& line, CpuIndex cpu, Ticks at, Ticks local) {
    if (line.owner == cpu && line.sharers == 0 && line.free_at >= base_) return line.free_at = at + local;
    return write_missing(line, cpu, at, local);
  }
  // `has_asked`: by a thread that spins on it, whose CPU asks for the line as soon as it loses it.
  Ticks read_missing(Line& line, CpuIndex cpu, Ticks at, bool has_asked = false);
  Ticks write_missing(Line& line, CpuIndex cpu, Ticks at, Ticks local);
  void fetch_footprint(Footprint& footprint);

  void change(Word& word, std::uint64_t value, Ticks visible) {
    if (word.value == value) return;
    word.value = value;
    if (word.line.waiters != 0) [[unlikely]] tell_waiters(word, visible);
  }
  void tell_waiters(Word& word, Ticks visible);

  // Waits.
  void park(Word& word, WaitKind kind, Place place);
  void link(Word& word, ThreadIndex thread, bool first);
  void unlink(ThreadIndex thread);
  void unpark(ThreadIndex thread, Ticks at);
  void release_owner_spinners(ThreadIndex owner, Ticks at);
  [[nodiscard]] bool queues_owner_spinners() const { return costs_.owner_spin() == 0; }
  void set_timer(const Timer& timer);
  // At one time the CPUs come first.
  [[nodiscard]] EventTree::Key next_timer() const {
    return timers_.empty() ? EventTree::never : EventTree::key(timers_.front().time, timer_cpu);
  }
  void ring_timer();

  // CPUs.
  void dispatch(CpuIndex cpu);
  void take_off(CpuIndex cpu, State state);
  void preempt(CpuIndex cpu, Ticks at);
  void make_ready(ThreadIndex thread, Ticks at);
  void enqueue(ThreadIndex thread, CpuIndex cpu, Ticks at, bool woken);
  void move_away(ThreadIndex thread, Ticks at);
  void hurry_operator();
  [[nodiscard]] bool is_operator(ThreadIndex thread) const { return options_.operator_thread && thread + 1 == threads_.size(); }
  [[nodiscard]] Ticks wake_latency(CpuIndex cpu, Ticks at);
  void start_idle_cpu(ThreadIndex thread, CpuIndex cpu, Ticks at, Ticks latency);
  [[nodiscard]] CpuIndex cpu_for(ThreadIndex thread) const;
  [[nodiscard]] CpuIndex least_loaded() const;
  [[nodiscard]] std::size_t load_of(const Cpu& cpu) const { return cpu.queue.size() + (cpu.running != no_thread ? 1 : 0); }
  [[nodiscard]] CpuIndex less_loaded_than(CpuIndex cpu, ThreadIndex leaving) const;
  [[nodiscard]] Ticks slice_end(const Cpu& cpu, Ticks at) const;
  [[nodiscard]] Ticks offers_cpu_at(const Cpu& cpu) const;
  [[nodiscard]] bool on_cpu(ThreadIndex thread) const;
  ThreadIndex pull_from_others(CpuIndex cpu);
  void end_crews();
  void finish();
  void start_threads();
  Ticks service_time(Work work, ContentIndex content, std::size_t bytes);
  Ticks page_way(ContentIndex content);
  Ticks slowed(Ticks time, std::size_t bytes);
  void record(TimelineKind kind, Ticks begin, Ticks end, CpuIndex cpu, ThreadIndex thread, std::uint32_t argument = 0);

  [[noreturn]] void sleeps_in_section(Place place);
  [[noreturn]] void ends_of_time();
  // Leaves the thread for good: nothing on its stack is destroyed, so whoever calls it hands over the text and holds nothing.
  [[noreturn]] void fail(std::string what);
  [[nodiscard]] std::string describe() const;

  static inline thread_local constinit SimulatedMachine* current_ = nullptr;
  static inline thread_local constinit Ticks base_of_next_ = ps_per_ns;

  const SimulationOptions options_;
  std::function<void(ThreadIndex)> body_;
  MachineCosts costs_;
  Random random_;
  const Ticks base_;  // when this run began; lines freed before that belong to a former one
  EventTree tree_;
  Sharers sharers_;
  std::vector<Thread> threads_;
  std::vector<Cpu> cpus_;
  std::vector<Timer> timers_;  // a heap, the earliest first
  std::vector<std::uint32_t> working_;      // by socket: CPUs that run a thread which does not spin
  std::vector<Ticks> bandwidth_free_at_;  // by socket
  std::vector<const std::byte*> stack_hints_;  // by CPU: near the top of its thread's stack

  // The thread that runs, and when it has to give way: all a step looks at.
  Cpu* cpu_ = nullptr;
  Fiber* fiber_ = nullptr;
  EventTree::Key horizon_ = 0;
  EventTree::Key next_other_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t turns_ = 0;  // of giving way
  CpuIndex cpu_index_ = 0;
  ThreadIndex self_ = no_thread;

  std::uint32_t owner_spinners_ = 0;
  std::uint32_t idle_cpus_ = 0;    // also off-line ones
  std::uint32_t online_cpus_ = 0;
  ThreadIndex alive_ = 0;           // crews included
  ThreadIndex ordinary_alive_ = 0;
  std::uint16_t streams_named_ = 0;
  std::vector<ThreadIndex> retellers_;  // of the word that changes just now
  std::vector<ThreadIndex> sleepers_;   // that are woken just now
  std::unordered_map<std::string, HotPlace> hot_places_;
  Fiber outside_;
  SimulationReport report_;
};

}  // namespace zramlab
