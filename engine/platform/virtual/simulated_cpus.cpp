// The simulated machine's scheduler: which thread has which CPU.
#include "engine/platform/virtual/simulated_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zramlab {

bool SimulatedMachine::is_running(ThreadIndex thread) {
  order();
  pass(costs_.local_hit(cpu_index_));
  if (thread >= threads_.size()) fail(fmt::format("is_running({}): no such thread", thread));
  return on_cpu(thread);
}

CpuIndex SimulatedMachine::disable_preemption() {
  if (threads_[self_].preemption_off) fail("preemption is already off");
  threads_[self_].preemption_off = true;
  enter_section();
  return cpu_index_;
}

void SimulatedMachine::enable_preemption() {
  if (!threads_[self_].preemption_off) fail("preemption is not off");
  threads_[self_].preemption_off = false;
  leave_section();
}

// The running thread leaves the CPU, which has nobody then.
void SimulatedMachine::take_off(CpuIndex index, State state) {
  Cpu& cpu = cpus_[index];
  const ThreadIndex leaving = cpu.running;
  Thread& thread = threads_[leaving];
  thread.runtime += cpu.clock - cpu.dispatched_at;
  thread.state = state;
  thread.since = cpu.clock;
  cpu.last = leaving;
  cpu.running = no_thread;
  --working_[costs_.socket_of(index)];
  release_owner_spinners(leaving, cpu.clock);
}

// Gives a CPU that has nobody its next thread, or lets it idle.
void SimulatedMachine::dispatch(CpuIndex index) {
  Cpu& cpu = cpus_[index];
  ThreadIndex next = no_thread;
  const Ticks begin = cpu.clock;
  if (!cpu.queue.empty()) {
    next = cpu.queue.front();
    cpu.queue.erase(cpu.queue.begin());
  } else {
    next = pull_from_others(index);
  }
  if (next == no_thread) {
    cpu.idle_since = cpu.clock;
    cpu.resched_at = never;
    ++idle_cpus_;
    tree_.set(index, EventTree::never);
    return;
  }
  Thread& thread = threads_[next];
  if (cpu.last != next) {
    cpu.clock += costs_.context_switch(index);
    ++report_.switches;
    report_.time.switching += cpu.clock - begin;
    record(TimelineKind::context_switch, begin, cpu.clock, index, next);
  }
  thread.cpu = index;
  thread.state = State::running;
  cpu.running = next;
  cpu.fiber = &thread.fiber->fiber;
  cpu.is_spinning = false;
  cpu.dispatched_at = cpu.clock;
  if (options_.timeline != nullptr && thread.owed != 0) [[unlikely]] {
    options_.timeline->resume(static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(next), cpu.clock - base_);
  }
  cpu.clock += std::exchange(thread.owed, 0);
  ++working_[costs_.socket_of(index)];
  cpu.resched_at = cpu.queue.empty() ? never : slice_end(cpu, cpu.dispatched_at);
  tree_.set(index, key_of(index));
  if (index != cpu_index_) {
    next_other_ = std::min(next_other_, tree_.of(index));
    horizon_ = std::min(horizon_, tree_.of(index));
  }
}

// Of the slice that the running thread has at that time: one that was used up while nobody waited was followed by another. A slice ends at the
// tick after it is used up.
Ticks SimulatedMachine::slice_end(const Cpu& cpu, Ticks at) const {
  const Ticks ended = at > cpu.dispatched_at ? (at - cpu.dispatched_at) / costs_.slice() : 0;
  const Ticks used_up = cpu.dispatched_at + (ended + 1) * costs_.slice();
  if (costs_.tick() == 0) return used_up;
  return base_ + (used_up - base_ + costs_.tick() - 1) / costs_.tick() * costs_.tick();
}

// When the thread that spins on a CPU, if one does, lets others run there, as one in user space does. What drives the device is a program on any machine.
Ticks SimulatedMachine::offers_cpu_at(const Cpu& cpu) const {
  constexpr Ticks outside_ns = 10'000;  // as host::Spinner, which the driver waits with on real threads
  if (!cpu.is_spinning) return never;
  const Thread& spinner = threads_[cpu.running];
  const Ticks spins = costs_.spin_yield() == 0 && spinner.is_outside ? outside_ns * ps_per_ns : costs_.spin_yield();
  if (spins == 0 || spinner.kind != WaitKind::value) return never;
  return spinner.since + (spinner.yields ? 0 : spins);
}

void SimulatedMachine::preempt(CpuIndex index, Ticks at) {
  Cpu& cpu = cpus_[index];
  const ThreadIndex leaving = cpu.running;
  Thread& thread = threads_[leaving];
  if (cpu.is_spinning) {
    thread.yields = at >= offers_cpu_at(cpu);
    unlink(leaving);
    cpu.is_spinning = false;
    cpu.clock = std::max(cpu.clock, at);
    report_.time.spinning += cpu.clock - thread.since;
    record(TimelineKind::spin, thread.since, cpu.clock, index, leaving);
    ++working_[costs_.socket_of(index)];  // take_off counts it out
  } else {
    thread.owed = cpu.clock - at;
    if (options_.timeline != nullptr) [[unlikely]] {
      options_.timeline->interrupt(static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(leaving), at - base_);
    }
    cpu.clock = at;
  }
  ++report_.preemptions;
  take_off(index, State::ready);
  const CpuIndex target = less_loaded_than(index, leaving);
  if (target != index && cpus_[target].running == no_thread) {
    start_idle_cpu(leaving, target, cpu.clock, wake_latency(target, cpu.clock));
  } else {
    enqueue(leaving, target, cpu.clock, false);
  }
  dispatch(index);
}

// The CPU to which a thread should go that has to make way here: this one, unless another has two threads fewer.
CpuIndex SimulatedMachine::less_loaded_than(CpuIndex index, ThreadIndex leaving) const {
  if (threads_[leaving].is_pinned) return index;
  if (!cpus_[index].is_online) return least_loaded();
  CpuIndex best = index;
  std::size_t least = load_of(cpus_[index]);  // without the thread itself
  for (CpuIndex other = 0; other < cpus_.size(); ++other) {
    if (other != index && cpus_[other].is_online && load_of(cpus_[other]) + 1 <= least) {
      least = load_of(cpus_[other]);
      best = other;
    }
  }
  return best;
}

CpuIndex SimulatedMachine::least_loaded() const {
  CpuIndex best = 0;
  while (!cpus_[best].is_online) ++best;
  for (CpuIndex cpu = best; cpu < cpus_.size(); ++cpu) {
    if (cpus_[cpu].is_online && load_of(cpus_[cpu]) < load_of(cpus_[best])) best = cpu;
  }
  return best;
}

void SimulatedMachine::enqueue(ThreadIndex index, CpuIndex target, Ticks at, bool woken) {
  Cpu& cpu = cpus_[target];
  Thread& thread = threads_[index];
  thread.state = State::ready;
  thread.since = at;
  thread.cpu = target;
  const bool has_running = cpu.running != no_thread;
  const Ticks used = has_running && at > cpu.dispatched_at ? at - cpu.dispatched_at : 0;
  const Ticks runtime_there = has_running ? threads_[cpu.running].runtime + used : thread.runtime;
  // Who slept long must not make up for it at the others' cost: at most a slice.
  if (woken && thread.runtime + costs_.slice() < runtime_there) thread.runtime = runtime_there - costs_.slice();
  // Who yields lets all others go first.
  if (thread.yields && !cpu.queue.empty()) thread.runtime = std::max(thread.runtime, threads_[cpu.queue.back()].runtime);
  const auto later = std::find_if(cpu.queue.begin(), cpu.queue.end(),
                                  [&](ThreadIndex other) { return threads_[other].runtime > thread.runtime; });
  if (cpu.queue.empty()) cpu.wanted_at = woken ? at + costs_.ipi(target) : at;
  cpu.queue.insert(is_operator(index) ? cpu.queue.begin() : later, index);
  if (!has_running) return;
  Ticks resched = slice_end(cpu, at);
  if ((woken && thread.runtime + costs_.wakeup_preemption() < runtime_there) || is_operator(index)) resched = at + costs_.ipi(target);
  cpu.resched_at = std::min(cpu.resched_at, resched);
  reschedule(target);
}

void SimulatedMachine::make_ready(ThreadIndex index, Ticks at) {
  const CpuIndex target = cpu_for(index);
  record(TimelineKind::sleep, threads_[index].since, at, threads_[index].cpu, index);
  if (load_of(cpus_[target]) == 0) {
    start_idle_cpu(index, target, at, wake_latency(target, at));
  } else {
    record(TimelineKind::wake_up, at, at, cpu_index_, index, target);
    enqueue(index, target, at, true);
  }
}

// From a wake-up to the thread's first instruction on a CPU that idles.
Ticks SimulatedMachine::wake_latency(CpuIndex index, Ticks at) {
  const bool may_be_deep = at > cpus_[index].idle_since + costs_.deep_idle_after(index);
  const bool is_deep = may_be_deep && random_.chance(costs_.deep_idle_share(index));
  return costs_.wake_latency(index) + (is_deep ? costs_.deep_idle_extra(index) : 0);
}

void SimulatedMachine::start_idle_cpu(ThreadIndex index, CpuIndex target, Ticks at, Ticks latency) {
  Cpu& cpu = cpus_[target];
  const Ticks start = std::max(cpu.clock, at);
  report_.time.idle += start - cpu.idle_since;
  record(TimelineKind::idle, cpu.idle_since, start, target, index);
  if (latency != 0) record(TimelineKind::wake_up, at, start + latency, cpu_index_, index, target);
  cpu.clock = start + latency;
  report_.time.switching += latency;
  if (cpu.next_tick < cpu.clock && costs_.tick() != 0) {
    cpu.next_tick = base_ + ((cpu.clock - base_) / costs_.tick() + 1) * costs_.tick();
  }
  cpu.last = index;  // the latency includes the switch from the idle loop
  --idle_cpus_;
  cpu.queue.push_back(index);
  dispatch(target);
}

// Where a woken thread goes: where it was if nobody is there, else to the nearest idle CPU, else it waits where it was, or where least do.
CpuIndex SimulatedMachine::cpu_for(ThreadIndex index) const {
  const CpuIndex before = threads_[index].cpu;
  const bool can_stay = cpus_[before].is_online;
  if (can_stay && (threads_[index].is_pinned || idle_cpus_ == 0 || cpus_[before].running == no_thread)) return before;
  CpuIndex best = can_stay ? before : least_loaded();
  Ticks nearest = never;
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    if (!cpus_[cpu].is_online || load_of(cpus_[cpu]) != 0) continue;
    const Ticks way = costs_.transfer(before, cpu);
    if (way < nearest) {
      nearest = way;
      best = cpu;
    }
  }
  return best;
}

// For a CPU with nothing to do: the thread that waits longest behind others.
ThreadIndex SimulatedMachine::pull_from_others(CpuIndex index) {
  if (!cpus_[index].is_online) return no_thread;
  if (threads_.size() <= cpus_.size() && options_.pinned && !options_.operator_thread) return no_thread;
  const auto may_move = [&](ThreadIndex thread) { return !threads_[thread].is_pinned; };
  CpuIndex busiest = index;
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    if (cpus_[cpu].queue.size() <= cpus_[busiest].queue.size()) continue;
    if (std::any_of(cpus_[cpu].queue.begin(), cpus_[cpu].queue.end(), may_move)) busiest = cpu;
  }
  if (busiest == index) return no_thread;
  Cpu& other = cpus_[busiest];
  const auto found = std::find_if(other.queue.begin(), other.queue.end(), may_move);
  const ThreadIndex pulled = *found;
  other.queue.erase(found);
  if (other.queue.empty()) {
    other.resched_at = never;
    reschedule(busiest);
  }
  cpus_[index].clock = std::max(cpus_[index].clock, threads_[pulled].since) + costs_.migration();
  return pulled;
}

}  // namespace zramlab
