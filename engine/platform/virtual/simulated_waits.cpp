// The simulated machine's waits: threads parked on a word, asleep, or asleep until a time.
#include "engine/platform/virtual/simulated_machine.h"

#include "engine/platform/virtual/place_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace zramlab {

void SimulatedMachine::link(Word& word, ThreadIndex index, bool first) {
  Thread& thread = threads_[index];
  const auto name = static_cast<std::uint16_t>(index + 1);
  thread.word = &word;
  if (word.line.waiters == 0) {
    thread.next = thread.previous = name;
    word.line.waiters = name;
    return;
  }
  Thread& head = threads_[word.line.waiters - 1u];
  Thread& tail = threads_[head.previous - 1u];
  thread.next = word.line.waiters;
  thread.previous = head.previous;
  tail.next = name;
  head.previous = name;
  if (first) word.line.waiters = name;
}

void SimulatedMachine::unlink(ThreadIndex index) {
  Thread& thread = threads_[index];
  Line& line = thread.word->line;
  if (thread.kind == WaitKind::owner) --owner_spinners_;
  if (thread.next == index + 1) {
    line.waiters = 0;
  } else {
    threads_[thread.previous - 1u].next = thread.next;
    threads_[thread.next - 1u].previous = thread.previous;
    if (line.waiters == index + 1) line.waiters = thread.next;
  }
  thread.word = nullptr;
}

// The thread keeps its CPU, which has no event until somebody changes the word, or until it has to make way.
void SimulatedMachine::park(Word& word, WaitKind kind, Place place) {
  Thread& me = threads_[self_];
  me.state = State::spinning;
  me.kind = kind;
  me.place = place;
  me.since = cpu_->clock;
  if (kind == WaitKind::owner) ++owner_spinners_;
  link(word, self_, me.goes_first);
  me.goes_first = false;
  cpu_->is_spinning = true;
  --working_[costs_.socket_of(cpu_index_)];
  give_way();
}

void SimulatedMachine::unpark(ThreadIndex index, Ticks at) {
  Thread& thread = threads_[index];
  Cpu& cpu = cpus_[thread.cpu];
  unlink(index);
  thread.state = State::running;
  cpu.is_spinning = false;
  cpu.clock = std::max(cpu.clock, at);
  ++working_[costs_.socket_of(thread.cpu)];
  report_.time.spinning += cpu.clock - thread.since;
  took(thread.place, thread.since, cpu.clock);
  record(TimelineKind::spin, thread.since, cpu.clock, thread.cpu, index);
  reschedule(thread.cpu);
}

void SimulatedMachine::spin_until(Word& word, ValueCondition until, Place place) {
  order();
  cpu_->clock = read_line(line_of(word), cpu_index_, cpu_->clock);
  while (!until(word.value)) {
    threads_[self_].until = until;
    park(word, WaitKind::value, place);
  }
  threads_[self_].yields = false;
}

void SimulatedMachine::wait_outside(Word& word, ValueCondition until, Place place) {
  threads_[self_].is_outside = true;
  spin_until(word, until, place);
  threads_[self_].is_outside = false;
}

bool SimulatedMachine::spin_on_owner(Word& word, OwnerFunction owner_of, Place place) {
  order();
  cpu_->clock = read_line(line_of(word), cpu_index_, cpu_->clock);
  const ThreadIndex owner = owner_of(word.value);
  if (owner == no_thread) return true;
  if (!on_cpu(owner) || cpu_->resched_at <= cpu_->clock) return false;
  Thread& me = threads_[self_];
  me.owner_of = owner_of;
  me.saw_free = false;
  if (!queues_owner_spinners()) {
    me.spins_until = cpu_->clock + costs_.owner_spin();
    set_timer({.time = me.spins_until, .thread = self_, .ends_spin = true});
  }
  park(word, WaitKind::owner, place);
  return me.saw_free;
}

// An owner left its CPU: spinning for it makes no sense. Each finds out one after the other, as the kernel's queue of
// spinners empties from its head; a program's look in their own order, which is as good as any.
void SimulatedMachine::release_owner_spinners(ThreadIndex owner, Ticks at) {
  if (owner_spinners_ == 0) return;
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    const Thread& waiter = threads_[thread];
    if (waiter.state != State::spinning || waiter.kind != WaitKind::owner) continue;
    if ((*waiter.owner_of)(waiter.word->value) != owner) continue;
    at += costs_.local_rmw(waiter.cpu);
    unpark(thread, at);
  }
}

void SimulatedMachine::sleep_while(Word& word, std::uint64_t value, Place place) {
  order();
  cpu_->clock = read_line(line_of(word), cpu_index_, cpu_->clock);
  if (word.value != value) return;
  Thread& me = threads_[self_];
  me.kind = WaitKind::sleep;
  me.place = place;
  link(word, self_, false);
  take_off(cpu_index_, State::sleeping);
  dispatch(cpu_index_);
  run_earliest();
}

void SimulatedMachine::wake(Word& word, std::uint32_t count) {
  order();
  pass(costs_.local_hit(cpu_index_));
  if (word.line.waiters == 0) return;
  sleepers_.clear();
  const ThreadIndex first = word.line.waiters - 1u;
  for (ThreadIndex thread = first; sleepers_.size() < count;) {
    if (threads_[thread].kind == WaitKind::sleep) sleepers_.push_back(thread);
    thread = threads_[thread].next - 1u;
    if (thread == first) break;
  }
  for (const ThreadIndex thread : sleepers_) {
    unlink(thread);
    pass(costs_.wake(cpu_index_));
    report_.time.switching += costs_.wake(cpu_index_);
    ++report_.wakeups;
    make_ready(thread, cpu_->clock);
  }
}

void SimulatedMachine::sleep_until(Ticks time, Place place) {
  order();
  if (time <= cpu_->clock) return;
  check_time(time);
  threads_[self_].kind = WaitKind::time;
  threads_[self_].place = place;
  set_timer({.time = time, .thread = self_});
  take_off(cpu_index_, State::sleeping);
  dispatch(cpu_index_);
  run_earliest();
}

void SimulatedMachine::set_timer(const Timer& timer) {
  timers_.push_back(timer);
  std::push_heap(timers_.begin(), timers_.end(), std::greater{});
}

// The earliest sleeper is back on its CPU, or behind whoever runs there.
void SimulatedMachine::ring_timer() {
  std::pop_heap(timers_.begin(), timers_.end(), std::greater{});
  const Timer timer = timers_.back();
  timers_.pop_back();
  if (timer.ends_spin) {
    // It may have stopped meanwhile, and even begun again.
    const Thread& spinner = threads_[timer.thread];
    const bool still_spins = spinner.state == State::spinning && spinner.kind == WaitKind::owner && spinner.spins_until == timer.time;
    if (still_spins) unpark(timer.thread, timer.time);
    return;
  }
  const CpuIndex target = cpu_for(timer.thread);
  record(TimelineKind::sleep, threads_[timer.thread].since, timer.time, threads_[timer.thread].cpu, timer.thread);
  if (cpus_[target].running == no_thread && cpus_[target].queue.empty()) {
    start_idle_cpu(timer.thread, target, timer.time, 0);
  } else {
    enqueue(timer.thread, target, timer.time, true);
  }
}

void SimulatedMachine::sleeps_in_section(Place place) {
  std::string what = fmt::format("thread {} may sleep at {}, with preemption off or in an atomic section", self_, to_string(place));
  fail(std::move(what));
}

}  // namespace zramlab
