#include "engine/platform/virtual/explored_machine.h"

#include "engine/base/check.h"

#include <fmt/format.h>

#include <atomic>
#include <bit>
#include <exception>
#include <mutex>
#include <utility>

namespace zramlab {

// A fiber that runs one thread of an execution, then one of the next, and so on.
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

  ExploredMachine* machine = nullptr;
  ThreadIndex thread = 0;
  Fiber fiber;
};

namespace {

std::uint64_t next_run() {
  static std::atomic<std::uint64_t> runs{0};
  return runs.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

ExploredMachine::ExploredMachine(const ExploredOptions& options) : takes_locks_at_once(options.locks_at_once), options_(options) {
  ZRAMLAB_CHECK(options.threads > 0 && options.threads <= explored_threads_max, "an explored run has 1 to 16 threads");
  if (options_.cpus == 0) options_.cpus = std::min(options.threads, possible_cpus);
  ZRAMLAB_CHECK(options_.cpus <= possible_cpus && options_.cpus <= cpus_max,
                "an explored run has more CPUs than are possible (Virtual::set_cpu_count)");
}

ExploredMachine::~ExploredMachine() {
  for (Thread& thread : threads_) {
    if (thread.worker != nullptr) Worker::pool().push_back(std::move(thread.worker));
  }
}

void ExploredMachine::make_visible(const std::function<void()>& touch) {
  ZRAMLAB_CHECK(current_ == nullptr, "make_visible() inside of a run");
  ExploredMachine machine({.threads = 1, .cpus = 1, .spurious = false});
  machine.prepare(nullptr, nullptr);
  machine.become(0);
  current_ = &machine;
  marking_ = true;
  touch();
  marking_ = false;
  current_ = nullptr;
}

// Runs.

void ExploredMachine::prepare(Scheduler* scheduler, StepLog* log) {
  run_ = next_run();
  scheduler_ = scheduler;
  log_ = log;
  steps_ = ask_at_ = moments_ = ticks_ = schedule_hash_ = 0;
  inside_ = done_ = owner_spinners_ = sleep_set = 0;
  thread_count_ = options_.threads + VirtualCrew<ExploredMachine>::thread_count();
  bodies_left_ = options_.threads;
  ZRAMLAB_CHECK(thread_count_ <= explored_threads_max, "an explored run has at most 16 threads, crews included");
  lanes_ = VectorClock::lanes_of(thread_count_);
  runnable_ = bit(thread_count_) - 1;
  open_sections_ = surprises_ = 0;
  online_cpus_ = options_.cpus;
  ask_when_woken_ = false;
  report_.clear();
  records_.clear();
  histories_.clear();
  for (CpuIndex cpu = 0; cpu < options_.cpus; ++cpu) {
    cpus_[cpu].reserved = nobody;
    cpus_[cpu].is_online = true;
    cpus_[cpu].event = 0;
    cpus_[cpu].sections.clear(lanes_);
    occupied_[cpu].value = 0;
  }
  for (ThreadIndex index = 0; index < thread_count_; ++index) {
    Thread& thread = threads_[index];
    if (thread.worker == nullptr) thread.worker = Worker::take(*this, index);
    thread.state = State::runnable;
    thread.preemption_off = false;
    thread.cpu = index % options_.cpus;
    thread.sections = thread.point = 0;
    thread.first_step = 0;
    thread.next_on = nullptr;
    thread.next_effect = none;
    thread.hash = index + 1;
    thread.waits_on = nullptr;
    thread.clock.clear(lanes_);
    thread.clock.advance(index);
  }
}

const VirtualReport& ExploredMachine::execute(Scheduler& scheduler, const Body& body, StepLog* log) {
  ZRAMLAB_CHECK(current_ == nullptr, "explored runs do not nest");
  prepare(&scheduler, log);
  body_ = &body;
  current_ = this;
  const CheckHandler handler =
      set_check_handler([](std::string message) { current_->fail(VirtualFailure::assertion, std::move(message)); });
  scheduler.begin(*this);
  if (launch()) {
    self_ = nobody;  // what a scheduler knows the first question by
    const auto lowest = static_cast<ThreadIndex>(std::countr_zero(enabled_threads()));
    const bool is_choice = enabled_threads() != bit(lowest);
    become(is_choice ? scheduler.pick_thread(no_thread, enabled_threads()) : lowest);
    if (self_ != lowest) decided({Decision::at_start, 0, true, self_});
    outside_.switch_to(threads_[self_].worker->fiber);
  }
  set_check_handler(handler);
  current_ = nullptr;
  report_.steps = steps_;
  report_.schedule_hash = mixed(schedule_hash_, hash());
  if (report_.failed) {
    for (ThreadIndex thread = 0; thread < thread_count_; ++thread) threads_[thread].worker->fiber.restart();
    VirtualCrew<ExploredMachine>::forget_all();
  }
  return report_;
}

// Takes each thread to its first step: what lies before concerns nobody else. False: there is nothing left to run.
bool ExploredMachine::launch() {
  launching_ = true;
  ask_at_ = 0;
  become(0);
  outside_.switch_to(threads_[0].worker->fiber);
  launching_ = false;
  ask_at_ = 0;
  const bool is_over = done_ == bit(thread_count_) - 1;
  if (!report_.failed && !is_over && enabled_threads() == 0) {
    report_.failed = true;
    report_.failure = VirtualFailure::deadlock;
    report_.message = fmt::format("deadlock: no thread can take its first step\n{}", describe());
  }
  return !report_.failed && !is_over;
}

// The running thread stands before its first step, or has none: now the one after it.
void ExploredMachine::launch_next() {
  Fiber& from = self().worker->fiber;
  if (self_ + 1 == thread_count_) return from.switch_to(outside_);
  become(self_ + 1);
  from.switch_to(self().worker->fiber);
}

void ExploredMachine::run_thread(ThreadIndex thread) {
  // The failure is reported outside of the handler: a switch while an exception is handled would confuse the next one.
  std::string thrown;
  try {
    if (thread < options_.threads) {
      (*body_)(thread);
      if (--bodies_left_ == 0) VirtualCrew<ExploredMachine>::stop_all();
    } else {
      VirtualCrew<ExploredMachine>::work(thread - options_.threads);
    }
  } catch (const std::exception& error) {
    thrown = fmt::format("thread {} threw: {}", thread, error.what());
  } catch (...) {
    thrown = fmt::format("thread {} threw something", thread);
  }
  if (!thrown.empty()) fail(VirtualFailure::exception, std::move(thrown));
  finish();
}

void ExploredMachine::finish() {
  if (self().sections != 0) fail(VirtualFailure::misuse, "a thread ended with preemption off or in an atomic section");
  self().state = State::done;
  ++self().point;
  runnable_ &= ~bit(self_);
  done_ |= bit(self_);
  recheck_owner_spinners();
  if (!launching_ && done_ == bit(thread_count_) - 1) return self().worker->fiber.switch_to(outside_);
  give_up_cpu();
}

void ExploredMachine::fail(VirtualFailure failure, std::string what) {
  report_.failed = true;
  report_.failure = failure;
  report_.message = std::move(what);
  report_.message += '\n';
  report_.message += describe();
  log("fails here", nullptr, 0);
  self().worker->fiber.switch_to(outside_);
  std::terminate();  // nobody continues a failed run
}

// Steps and choices.

void ExploredMachine::decide() {
  if (launching_) return launch_next();
  if (steps_ >= options_.steps_max) fail(VirtualFailure::livelock, "livelock: steps_max reached");
  const ThreadMask enabled = enabled_threads();
  if (enabled == bit(self_)) return;
  // A CPU that went off-line may have been this thread's.
  if ((enabled & bit(self_)) == 0) return give_up_cpu();
  const ThreadIndex next = scheduler_->pick_thread(self_, enabled);
  if (next == self_) return;
  decided({self_, self().point, true, next});
  switch_to(next);
}

void ExploredMachine::switch_to(ThreadIndex next) {
  Fiber& from = self().worker->fiber;
  become(next);
  ++report_.switches;
  from.switch_to(threads_[next].worker->fiber);
}

// The running thread cannot go on: somebody else does, or the thread itself if a choice woke it.
void ExploredMachine::give_up_cpu() {
  if (launching_) return launch_next();
  const ThreadMask enabled = enabled_threads();
  if (enabled == 0) fail(VirtualFailure::deadlock, "deadlock: no thread can run");
  auto next = static_cast<ThreadIndex>(std::countr_zero(enabled));
  if (enabled != bit(next)) {
    const ThreadIndex chosen = scheduler_->pick_thread(no_thread, enabled);
    if (chosen != next) decided({self_, self().point, true, chosen});
    next = chosen;
  }
  if (next != self_) switch_to(next);
}

std::uint32_t ExploredMachine::pick(Choice choice, std::uint32_t options, std::uint32_t detail) {
  Thread& me = self();
  ++me.point;
  std::uint32_t taken = scheduler_->pick(choice, options, detail);
  if (taken >= options) taken = 0;
  if (taken != 0) {
    decided({self_, me.point, false, taken});
    if (is_surprise(choice)) ++surprises_;
  }
  me.hash = mixed(me.hash, taken + 1);
  return taken;
}

// Events.

EventHash ExploredMachine::hash() const {
  EventHash all = 0;
  for (ThreadIndex thread = 0; thread < thread_count_; ++thread) all = mixed(all, threads_[thread].hash);
  return all;
}

void ExploredMachine::wake_from_sleep_set(const void* on, Effect effect) {
  sleep_set &= ~bit(self_);
  constexpr std::array<std::uint8_t, 9> met_by{0, write, read | write | sleep, 0, write | wake_up, 0, 0, 0, sleep | wake_up};
  for (ThreadMask left = sleep_set; left != 0; left &= left - 1) {
    const auto thread = static_cast<ThreadIndex>(std::countr_zero(left));
    if (threads_[thread].next_on == on && (threads_[thread].next_effect & met_by[effect]) != 0) sleep_set &= ~bit(thread);
  }
}

void ExploredMachine::did_change_sleepers(AtomicRecord& record, Effect effect) {
  const EventHash event = mixed(self().hash, ~record.sleep_event);
  record.sleep_event = event;
  did(event, &record, effect);
}

void ExploredMachine::start_record(Word& word) {
  word.run = run_;
  word.record = &records_.take();
  word.record->start(&word, word.value, static_cast<std::uint32_t>(records_.used() - 1));
}

}  // namespace zramlab
