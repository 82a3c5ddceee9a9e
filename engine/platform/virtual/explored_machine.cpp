#include "engine/platform/virtual/explored_machine.h"

#include "engine/base/check.h"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <string_view>
#include <utility>

namespace zramlab {

// A fiber that runs one thread of a run, then one of the next run, and so on.
struct ExploredMachine::Worker {
  Worker() : fiber(&Worker::work, this) {}

  static void work(void* argument) {
    Worker& self = *static_cast<Worker*>(argument);
    while (true) self.machine->run_thread(self.thread);
  }

  // Idle workers of this OS thread.
  static std::vector<std::unique_ptr<Worker>>& pool() {
    thread_local std::vector<std::unique_ptr<Worker>> workers;
    return workers;
  }

  static std::unique_ptr<Worker> take(ExploredMachine& machine, ThreadIndex thread) {
    std::unique_ptr<Worker> worker;
    if (pool().empty()) {
      worker = std::make_unique<Worker>();
    } else {
      worker = std::move(pool().back());
      pool().pop_back();
    }
    worker->machine = &machine;
    worker->thread = thread;
    return worker;
  }

  // A worker that stopped in the middle of something is kept for ever, with all that its stack owns.
  static void abandon(std::unique_ptr<Worker> worker) {
    static std::mutex mutex;
    static auto& abandoned = *new std::vector<std::unique_ptr<Worker>>;
    worker->fiber.keep_reachable();
    const std::lock_guard guard(mutex);
    abandoned.push_back(std::move(worker));
  }

  ExploredMachine* machine = nullptr;
  ThreadIndex thread = 0;
  Fiber fiber;
};

namespace {

// How eagerly a run switches is drawn from its seed: bugs of tight interleavings, and bugs in which one thread does much
// while another stands still, are found by different eagerness.
constexpr std::array<double, 4> switch_shares = {1.0, 0.5, 0.15, 0.03};

std::uint64_t next_run() {
  static std::atomic<std::uint64_t> runs{0};
  return runs.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::string to_string(const Place& place) {
  const std::string_view file = place.file_name();
  return fmt::format("{}:{}", file.substr(file.rfind('/') + 1), place.line());
}

std::string to_string(const Access& access) {
  return fmt::format("thread {} {} at {}", access.thread, access.is_write ? "writes" : "reads", to_string(access.place));
}

}  // namespace

VirtualReport run_virtual(const VirtualOptions& options, ThreadIndex threads, std::function<void(ThreadIndex)> body) {
  ExploredMachine machine(options, threads, std::move(body));
  return machine.execute();
}

ExploredMachine::ExploredMachine(const VirtualOptions& options, ThreadIndex threads, std::function<void(ThreadIndex)> body)
    : options_(options),
      body_(std::move(body)),
      run_(next_run()),
      random_(options.seed),
      switch_share_(switch_shares[random_.below(switch_shares.size())]),
      threads_(threads),
      cpus_(options.cpus == 0 ? std::min(threads, possible_cpus) : options.cpus) {
  ZRAMLAB_CHECK(threads > 0, "a virtual run needs a thread");
  ZRAMLAB_CHECK(online_cpus() <= possible_cpus, "a virtual run has more CPUs than are possible (Virtual::set_cpu_count)");
  ZRAMLAB_CHECK(current_ == nullptr, "virtual runs do not nest");
  candidates_.reserve(threads);
  for (ThreadIndex thread = 0; thread < threads; ++thread) {
    threads_[thread].worker = Worker::take(*this, thread);
    threads_[thread].cpu = thread % online_cpus();
    threads_[thread].clock.advance(thread);
  }
}

ExploredMachine::~ExploredMachine() {
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    std::unique_ptr<Worker>& worker = threads_[thread].worker;
    if (threads_[thread].state == State::done && thread != failing_) {
      Worker::pool().push_back(std::move(worker));
    } else {
      Worker::abandon(std::move(worker));
    }
  }
}

VirtualReport ExploredMachine::execute() {
  current_ = this;
  self_ = choose();
  put_on_cpu(self_);
  outside_.switch_to(threads_[self_].worker->fiber);
  current_ = nullptr;
  return std::move(report_);
}

void ExploredMachine::run_thread(ThreadIndex thread) {
  try {
    step(Step::begin);
    body_(thread);
  } catch (const std::exception& error) {
    fail(VirtualFailure::exception, fmt::format("thread {} threw: {}", thread, error.what()));
  } catch (...) {
    fail(VirtualFailure::exception, fmt::format("thread {} threw something", thread));
  }
  finish();
}

void ExploredMachine::finish() {
  if (self().sections != 0) fail(VirtualFailure::misuse, "a thread ended with preemption off or in an atomic section");
  count_step(Step::end);
  self().state = State::done;
  take_off_cpu(self_);
  bool all_done = true;
  for (const Thread& thread : threads_) all_done = all_done && thread.state == State::done;
  if (all_done) {
    self().worker->fiber.switch_to(outside_);
  } else {
    switch_to(choose());
  }
}

void ExploredMachine::fail(VirtualFailure failure, const std::string& what) {
  report_.failed = true;
  report_.failure = failure;
  report_.message = fmt::format("{}\n{}", what, describe());
  failing_ = self_;
  self().worker->fiber.switch_to(outside_);
  std::terminate();  // nobody continues a failed run
}

// Steps.

void ExploredMachine::count_step(Step kind) {
  ++report_.steps;
  ++ticks_;
  const std::uint64_t what = (std::uint64_t{self_} << 16) | (std::uint64_t{cpu()} << 8) | static_cast<std::uint64_t>(kind);
  report_.schedule_hash = Random(report_.schedule_hash ^ what)();
  if (report_.steps > options_.steps_max) fail(VirtualFailure::livelock, "livelock: steps_max reached");
}

void ExploredMachine::step(Step kind) {
  count_step(kind);
  maybe_migrate();
  if (may_run(self_) && !chance(switch_share_)) {
    put_on_cpu(self_);
    return;
  }
  const ThreadIndex next = choose();
  if (next != self_) {
    switch_to(next);
  } else {
    put_on_cpu(self_);
  }
}

void ExploredMachine::switch_to(ThreadIndex next) {
  Fiber& from = self().worker->fiber;
  self_ = next;
  ++report_.switches;
  put_on_cpu(next);
  from.switch_to(threads_[next].worker->fiber);
}

void ExploredMachine::park(State state, Word& word, Place place) {
  count_step(Step::wait);
  Thread& me = self();
  me.state = state;
  me.word = &word;
  me.place = place;
  if (state == State::sleeping) take_off_cpu(self_);
  const ThreadIndex next = choose();
  if (next != self_) switch_to(next);  // only a spinner can be chosen, when someone had to leave its CPU for another
}

bool ExploredMachine::may_run(ThreadIndex thread) const {
  const ThreadIndex reserved = cpus_[threads_[thread].cpu].reserved;
  return threads_[thread].state == State::runnable && (reserved == nobody || reserved == thread);
}

void ExploredMachine::collect_candidates() {
  candidates_.clear();
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    if (may_run(thread)) candidates_.push_back(thread);
  }
}

ThreadIndex ExploredMachine::choose() {
  collect_candidates();
  if (candidates_.empty() && free_a_stranded_thread()) collect_candidates();
  if (candidates_.empty()) fail(VirtualFailure::deadlock, "deadlock: no thread can run");
  return candidates_[random_.below(static_cast<std::uint32_t>(candidates_.size()))];
}

// CPUs.

// A thread that could run but for its CPU, which is reserved by one that waits, moves to a free CPU if there is one.
bool ExploredMachine::free_a_stranded_thread() {
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    if (threads_[thread].state != State::runnable) continue;
    for (CpuIndex cpu = 0; cpu < online_cpus(); ++cpu) {
      if (cpus_[cpu].reserved != nobody) continue;
      move_to(thread, cpu);
      return true;
    }
  }
  return false;
}

void ExploredMachine::maybe_migrate() {
  if (online_cpus() == 1 || !chance(options_.migration_share)) return;
  const ThreadIndex thread = random_.below(static_cast<std::uint32_t>(threads_.size()));
  const CpuIndex cpu = random_.below(online_cpus());
  if (threads_[thread].sections == 0 && threads_[thread].state != State::done) move_to(thread, cpu);
}

void ExploredMachine::move_to(ThreadIndex thread, CpuIndex cpu) {
  if (threads_[thread].cpu == cpu) return;
  take_off_cpu(thread);
  threads_[thread].cpu = cpu;
}

void ExploredMachine::put_on_cpu(ThreadIndex thread) {
  ThreadIndex& running = cpus_[threads_[thread].cpu].running;
  if (running == thread) return;
  running = thread;
  recheck_spinners();  // who was there before no longer runs
}

void ExploredMachine::take_off_cpu(ThreadIndex thread) {
  ThreadIndex& running = cpus_[threads_[thread].cpu].running;
  if (running != thread) return;
  running = nobody;
  recheck_spinners();
}

bool ExploredMachine::runs(ThreadIndex thread) {
  if (thread >= threads_.size()) fail(VirtualFailure::misuse, fmt::format("is_running({}): no such thread", thread));
  return cpus_[threads_[thread].cpu].running == thread;
}

bool ExploredMachine::is_running(ThreadIndex thread) {
  step(Step::where);
  return runs(thread);
}

CpuIndex ExploredMachine::look_at_cpu() {
  step(Step::where);
  return cpu();
}

void ExploredMachine::enter_section() {
  step(Step::section);
  open_section();
}

void ExploredMachine::leave_section() {
  step(Step::section);
  close_section();
}

void ExploredMachine::open_section() {
  if (self().sections++ == 0) cpus_[cpu()].reserved = self_;
}

void ExploredMachine::close_section() {
  if (self().sections == 0) fail(VirtualFailure::misuse, "leave_atomic_section without enter");
  if (--self().sections == 0) cpus_[cpu()].reserved = nobody;
}

CpuIndex ExploredMachine::disable_preemption() {
  step(Step::section);
  if (self().preemption_off) fail(VirtualFailure::misuse, "preemption is already off");
  self().preemption_off = true;
  open_section();
  acquire(cpus_[cpu()].sections);
  return cpu();
}

void ExploredMachine::enable_preemption() {
  step(Step::section);
  if (!self().preemption_off) fail(VirtualFailure::misuse, "preemption is not off");
  self().preemption_off = false;
  release(cpus_[cpu()].sections);
  close_section();
}

// Shared data.

namespace {

bool acquires(std::memory_order order) { return order != memory_order_relaxed && order != memory_order_release; }
bool releases(std::memory_order order) {
  return order == memory_order_release || order == memory_order_acq_rel || order == std::memory_order_seq_cst;
}

}  // namespace

void ExploredMachine::acquire_by(std::memory_order order, Word& word) {
  if (acquires(order)) acquire(word.synchronisation);
}

void ExploredMachine::write(Word& word, std::uint64_t value, std::memory_order order) {
  word.value = value;
  if (releases(order)) release(word.synchronisation);
  written(word);
}

std::uint64_t ExploredMachine::load(Word& word, std::memory_order order, Place) {
  step(Step::load);
  acquire_by(order, word);
  return word.value;
}

void ExploredMachine::store(Word& word, std::uint64_t value, std::memory_order order, Place) {
  step(Step::store);
  // A store that is no release ends what readers of the former value would have learned.
  word.synchronisation.in(run_).clear();
  write(word, value, order);
}

bool ExploredMachine::compare_exchange(Word& word, std::uint64_t& expected, std::uint64_t desired,
                                       std::memory_order success, std::memory_order failure, bool weak, Place) {
  step(Step::modify);
  const bool done = !(weak && spurious()) && word.value == expected;
  acquire_by(done ? success : failure, word);
  if (done) {
    write(word, desired, success);
  } else {
    expected = word.value;
  }
  return done;
}

// Waits.

void ExploredMachine::spin(Word& word, ValueCondition until, Place place) {
  while (!until(word.value)) {
    self().until = until;
    ++spinners_;
    park(State::spinning, word, place);
  }
}

void ExploredMachine::spin_until(Word& word, ValueCondition until, Place place) {
  step(Step::wait);
  spin(word, until, place);
  acquire(word.synchronisation);
}

void ExploredMachine::spin_on_owner(Word& word, OwnerFunction owner_of, Place place) {
  step(Step::wait);
  if (spurious()) return;
  const auto over = [&](std::uint64_t value) {
    const ThreadIndex owner = owner_of(value);
    return owner == no_thread || !runs(owner);
  };
  spin(word, ValueCondition(over), place);
}

void ExploredMachine::written(const Word& word) {
  if (spinners_ == 0) return;
  for (Thread& thread : threads_) {
    if (thread.state != State::spinning || thread.word != &word || !(*thread.until)(word.value)) continue;
    thread.state = State::runnable;
    --spinners_;
  }
}

// For spinners on an owner, whose condition changes without a write.
void ExploredMachine::recheck_spinners() {
  if (spinners_ == 0) return;
  for (Thread& thread : threads_) {
    if (thread.state != State::spinning || !(*thread.until)(thread.word->value)) continue;
    thread.state = State::runnable;
    --spinners_;
  }
}

void ExploredMachine::sleep_while(Word& word, std::uint64_t value, Place place) {
  if (word.value != value) return;
  if (!spurious()) park(State::sleeping, word, place);
}

void ExploredMachine::wake(Word& word, std::uint32_t count) {
  step(Step::wake);
  candidates_.clear();
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    if (threads_[thread].state == State::sleeping && threads_[thread].word == &word) candidates_.push_back(thread);
  }
  for (; count != 0 && !candidates_.empty(); --count) {
    const std::uint32_t chosen = random_.below(static_cast<std::uint32_t>(candidates_.size()));
    threads_[candidates_[chosen]].state = State::runnable;
    candidates_.erase(candidates_.begin() + chosen);
  }
}

void ExploredMachine::check_may_sleep(Place place) {
  step(Step::wait);
  if (self().sections == 0) return;
  fail(VirtualFailure::sleep_in_atomic,
       fmt::format("thread {} may sleep at {}, {}", self_, to_string(place),
                   self().preemption_off ? "with preemption off" : "in an atomic section, as under a spinlock"));
}

void ExploredMachine::check_is(ThreadIndex thread) {
  if (thread != self_) fail(VirtualFailure::misuse, "enter() with another thread's index");
}

void ExploredMachine::require_failed(const char* what) { fail(VirtualFailure::assertion, what); }

// A tick a byte: time passes, and no test depends on how fast.
void ExploredMachine::charge(Work, ContentIndex, std::size_t bytes) {
  step(Step::cost);
  ticks_ += bytes;
}

Ticks ExploredMachine::now() {
  step(Step::where);
  return ticks_;
}

bool ExploredMachine::fails(Fault fault) {
  step(Step::fault);
  return chance(options_.fault_share[static_cast<std::size_t>(fault)]);
}

// Happens-before.

void ExploredMachine::acquire(Synchronisation& source) {
  if (source.run == run_) self().clock.join(source.clock);
}

void ExploredMachine::release(Synchronisation& target) {
  target.in(run_).join(self().clock);
  self().clock.advance(self_);
}

void ExploredMachine::accessed(RaceHistory& history, bool is_write, Place place) {
  const Access access{self_, self().clock.of(self_), is_write, place};
  const std::optional<Access> other = history.add(run_, access, self().clock);
  if (!other) return;
  fail(VirtualFailure::race, fmt::format("data race on plain data: {}; {}; nothing orders the two", to_string(*other),
                                         to_string(access)));
}

// Reports.

std::string ExploredMachine::describe() const {
  std::string text = fmt::format("  seed {}, {} threads on {} CPUs, after {} steps\n", options_.seed, threads_.size(),
                                 online_cpus(), report_.steps);
  std::vector<const void*> words;  // addresses differ between runs; the order in which threads wait on them does not
  const auto letter = [&](const void* word) {
    const auto known = std::find(words.begin(), words.end(), word);
    const auto index = known - words.begin();
    if (known == words.end()) words.push_back(word);
    return std::string(1, static_cast<char>('A' + index % 26));
  };
  for (ThreadIndex index = 0; index < threads_.size(); ++index) {
    const Thread& thread = threads_[index];
    text += fmt::format("  thread {} on CPU {}: ", index, thread.cpu);
    switch (thread.state) {
      case State::runnable: text += index == self_ ? "running" : "runnable"; break;
      case State::spinning: text += "spins on word " + letter(thread.word) + ", " + to_string(thread.place); break;
      case State::sleeping: text += "sleeps on word " + letter(thread.word) + ", " + to_string(thread.place); break;
      case State::done: text += "done"; break;
    }
    if (thread.preemption_off) text += ", preemption off";
    if (thread.sections > (thread.preemption_off ? 1u : 0u)) text += ", in an atomic section";
    text += '\n';
  }
  return text;
}

}  // namespace zramlab
