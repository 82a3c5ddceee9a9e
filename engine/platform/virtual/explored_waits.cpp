// Waits, CPUs and preemption of an explored run.
#include "engine/platform/virtual/explored_machine.h"

#include "engine/base/check.h"

#include <fmt/format.h>

#include <bit>
#include <utility>

namespace zramlab {

// Spinning. A spinner whose condition holds can run; another store may take that away again before it does.

void ExploredMachine::unpark(ThreadIndex thread) {
  runnable_ |= bit(thread);
  if (ask_when_woken_) ask_at_ = 0;
}

void ExploredMachine::written(AtomicRecord& record) {
  for (ThreadMask left = record.spinners; left != 0; left &= left - 1) {
    const auto thread = static_cast<ThreadIndex>(std::countr_zero(left));
    if ((*threads_[thread].until)(record.word->value)) {
      unpark(thread);
    } else {
      runnable_ &= ~bit(thread);
    }
  }
}

// For spinners on an owner, whose condition changes without a store.
void ExploredMachine::recheck_owner_spinners() {
  for (ThreadMask left = owner_spinners_; left != 0; left &= left - 1) {
    const auto thread = static_cast<ThreadIndex>(std::countr_zero(left));
    if (threads_[thread].state == State::spinning) written(*threads_[thread].waits_on);
  }
  sleep_set &= ~owner_spinners_;
}

void ExploredMachine::spin_until(Word& word, ValueCondition until, Place place) {
  if (!word.is_visible) {
    if (!until(quiet(word))) wait_for_quiet();
    return;
  }
  AtomicRecord& record = record_of(word);
  spin(record, until, read, place);
  acquire_by(memory_order_acquire, see(record.store()));
  did_read(record, record.store());
  log("waited for", &record, word.value);
}

void ExploredMachine::wait_for_quiet() {
  fail(VirtualFailure::misuse, "somebody waits for what is quiet: it must be free between two steps");
}

bool ExploredMachine::spin_on_owner(Word& word, OwnerFunction owner_of, Place place) {
  if (!word.is_visible) return false;
  AtomicRecord& record = record_of(word);
  const auto over = [&](std::uint64_t value) {
    const ThreadIndex owner = owner_of(value);
    return owner >= thread_count_ || ((runnable_ | owner_spinners_) & bit(owner)) == 0;
  };
  if (!over(word.value) && options_.spurious && surprised(Choice::gives_up_spin)) return false;
  owner_spinners_ |= bit(self_);
  spin(record, ValueCondition(over), read, place);
  owner_spinners_ &= ~bit(self_);
  did_read(record, see(record.store()));
  log("spun on the owner of", &record, word.value);
  return owner_of(word.value) == no_thread;
}

// Sleeping.

void ExploredMachine::park(AtomicRecord& record) {
  Thread& me = self();
  me.state = State::sleeping;
  me.waits_on = &record;
  record.sleepers |= bit(self_);
  runnable_ &= ~bit(self_);
  ++me.point;
  recheck_owner_spinners();
  give_up_cpu();
  // That it runs again is a step of its own: without, the state after it would be the one in which somebody chose it, and be left at once.
  me.hash = mixed(me.hash, 1);
}

void ExploredMachine::sleep_while(Word& word, std::uint64_t value, Place place) {
  if (!word.is_visible) {
    if (quiet(word) == value) fail(VirtualFailure::misuse, "somebody sleeps on what is quiet");
    return;
  }
  AtomicRecord& record = record_of(word);
  begin(&record, sleep, place);
  see(record.store());
  if (word.value != value) return did_read(record, record.store());
  if (options_.spurious && surprised(Choice::spurious_wake)) {
    log("wakes for no reason from", &record, value);
    return did_read(record, record.store());
  }
  self().hash = mixed(self().hash, record.store().event);
  did_change_sleepers(record, sleep);
  log("sleeps on", &record, value);
  park(record);
  log("woke from", &record, word.value);
}

// Anybody may run meanwhile, for any number of steps: nothing says how long a step takes.
void ExploredMachine::sleep_until(Ticks time, Place place) {
  self().place = place;
  pass_time();
  ticks_ = std::max(ticks_, time);
  log("slept until", nullptr, time);
}

ThreadIndex ExploredMachine::pick_sleeper(ThreadMask sleepers) {
  const auto count = count_of(sleepers);
  for (std::uint32_t skip = count > 1 ? pick(Choice::waiter, count) : 0; skip != 0; --skip) sleepers &= sleepers - 1;
  return static_cast<ThreadIndex>(std::countr_zero(sleepers));
}

void ExploredMachine::wake(Word& word, std::uint32_t count) {
  if (!word.is_visible) return;
  AtomicRecord& record = record_of(word);
  begin(&record, wake_up, self().place);
  const bool wakes_all = count >= count_of(record.sleepers);
  if (record.sleepers == 0) {
    // Two that find nobody commute.
    did(mixed(self().hash, record.sleep_event), &record, wake_up);
    return log("wakes nobody on", &record, word.value);
  }
  did_change_sleepers(record, wake_up);
  while (count-- != 0 && record.sleepers != 0) {
    const ThreadIndex woken =
        wakes_all ? static_cast<ThreadIndex>(std::countr_zero(record.sleepers)) : pick_sleeper(record.sleepers);
    record.sleepers &= ~bit(woken);
    threads_[woken].state = State::runnable;
    threads_[woken].hash = mixed(threads_[woken].hash, record.sleep_event);
    unpark(woken);
  }
  log("wakes on", &record, word.value);
  if (owner_spinners_ != 0) recheck_owner_spinners();
}

void ExploredMachine::check_may_sleep(Place place) {
  if (self().sections == 0) return;
  self().place = place;
  std::string what = fmt::format("thread {} may sleep at {}, {}", self_, to_string(place),
                                 self().preemption_off ? "with preemption off" : "in an atomic section, as under a spinlock");
  fail(VirtualFailure::sleep_in_atomic, std::move(what));
}

// CPUs.

bool ExploredMachine::is_free(CpuIndex cpu, ThreadIndex thread) const {
  return cpus_[cpu].is_online && (cpus_[cpu].reserved == nobody || cpus_[cpu].reserved == thread);
}

// Where the thread finds itself: on the CPU where it was, unless that is taken, or on any other that is free.
CpuIndex ExploredMachine::pick_cpu() {
  std::array<CpuIndex, cpus_max> free;
  std::uint32_t count = 0;
  for (CpuIndex step = 0; step < options_.cpus; ++step) {
    const CpuIndex cpu = (self().cpu + step) % options_.cpus;
    if (is_free(cpu, self_)) free[count++] = cpu;
  }
  ZRAMLAB_CHECK(count != 0, "a thread runs, but every CPU is taken by another");
  self().cpu = count == 1 ? free[0] : free[pick(Choice::cpu, count)];
  // Which CPU an option stands for depends on what others have taken.
  self().hash = mixed(self().hash, ~std::uint64_t{self().cpu});
  if (sleep_set != 0) wake_from_sleep_set(&cpus_, read);
  return self().cpu;
}

CpuIndex ExploredMachine::look_at_cpu() { return self().preemption_off ? self().cpu : pick_cpu(); }

// True of a preempted thread too, as the answer is from a moment ago; and false of one that runs, if the asker is surprised.
bool ExploredMachine::is_running(ThreadIndex thread) {
  if (thread >= thread_count_) fail(VirtualFailure::misuse, fmt::format("is_running({}): no such thread", thread));
  return !(options_.spurious && surprised(Choice::owner_is_off));
}

CpuIndex ExploredMachine::disable_preemption() {
  if (self().preemption_off) fail(VirtualFailure::misuse, "preemption is already off");
  begin(&cpus_, write, self().place);
  const CpuIndex cpu = pick_cpu();
  Cpu& here = cpus_[cpu];
  self().preemption_off = true;
  open_section();
  here.reserved = self_;
  occupied_[cpu].value = 1;
  if (occupied_[cpu].run == run_) written(*occupied_[cpu].record);
  acquire(here.sections);
  here.event = mixed(self().hash, here.event);
  did(here.event, &cpus_, write);
  log("preemption off", nullptr, cpu);
  return cpu;
}

void ExploredMachine::enable_preemption() {
  if (!self().preemption_off) fail(VirtualFailure::misuse, "preemption is not off");
  const CpuIndex cpu = self().cpu;
  Cpu& here = cpus_[cpu];
  here.sections.join(self().clock, lanes_);
  self().clock.advance(self_);
  here.event = mixed(self().hash, here.event);
  did(here.event, &cpus_, write);
  self().preemption_off = false;
  here.reserved = nobody;
  close_section();
  occupied_[cpu].value = 0;
  if (occupied_[cpu].run == run_) written(*occupied_[cpu].record);
  sleep_set = 0;  // who was tried while this CPU was taken had fewer to find itself on
  log("preemption on", nullptr, cpu);
}

void ExploredMachine::take_offline(CpuIndex cpu) {
  const auto is_zero = [](std::uint64_t value) { return value == 0; };
  spin(record_of(occupied_[cpu]), ValueCondition(is_zero), write, self().place);
  ZRAMLAB_CHECK(online_cpus_ > 1 && cpus_[cpu].is_online, "the last CPU, or one that is off-line, cannot go off-line");
  cpus_[cpu].is_online = false;
  --online_cpus_;
  acquire(cpus_[cpu].sections);
  did(cpus_[cpu].event = mixed(self().hash, cpus_[cpu].event), &cpus_, write);
  log("CPU goes off-line", nullptr, cpu);
}

void ExploredMachine::bring_online(CpuIndex cpu) {
  begin(&cpus_, write, self().place);
  ZRAMLAB_CHECK(!cpus_[cpu].is_online, "a CPU that is on-line comes on-line");
  cpus_[cpu].is_online = true;
  ++online_cpus_;
  cpus_[cpu].sections.join(self().clock, lanes_);
  self().clock.advance(self_);
  did(cpus_[cpu].event = mixed(self().hash, cpus_[cpu].event), &cpus_, write);
  sleep_set = 0;
  log("CPU comes on-line", nullptr, cpu);
}

// The rest of the contract.

// A step that concerns nobody else. An event all the same: the state after it is another.
void ExploredMachine::pass_time() {
  begin(nullptr, none, self().place);
  did(mixed(self().hash, 0), nullptr, none);
}

void ExploredMachine::charge(Work work, ContentIndex, std::size_t bytes) {
  constexpr std::array<const char*, 6> names{"scans", "compresses", "decompresses", "copies", "fills", "allocates"};
  // Time passes: others may run meanwhile, though it concerns none of them.
  if (!takes_locks_at_once) pass_time();
  ticks_ += bytes;
  log(names[static_cast<std::size_t>(work)], nullptr, bytes);
}

bool ExploredMachine::fails(Fault fault) {
  const auto kind = static_cast<std::uint32_t>(fault);
  if ((options_.faults >> kind & 1) == 0 || !surprised(Choice::fault, kind)) return false;
  log("fault", nullptr, kind);
  return true;
}

void ExploredMachine::require_failed(const char* what) { fail(VirtualFailure::assertion, what); }

void ExploredMachine::check_is(ThreadIndex thread) {
  if (thread != self_) fail(VirtualFailure::misuse, "enter() with another thread's index");
}

}  // namespace zramlab
