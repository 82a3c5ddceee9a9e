// The simulated machine's CPUs that go off-line and come back.
#include "engine/base/check.h"
#include "engine/platform/virtual/simulated_machine.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

// How often who switches a CPU off looks whether it is empty: about what stopping a CPU takes.
constexpr Ticks between_looks = 10'000 * ps_per_ns;

}  // namespace

void SimulatedMachine::take_offline(CpuIndex index, Place place) {
  order();
  Cpu& cpu = cpus_[index];
  ZRAMLAB_CHECK(cpu.is_online && online_cpus_ > 1, "the last CPU, or one that is off-line, cannot go off-line");
  cpu.is_online = false;
  --online_cpus_;
  for (Thread& thread : threads_) {
    if (thread.cpu == index) thread.is_pinned = false;
  }
  for (const ThreadIndex thread : std::exchange(cpu.queue, {})) move_away(thread, cpu_->clock);
  if (index == cpu_index_) {
    const ThreadIndex me = self_;
    take_off(index, State::ready);
    move_away(me, cpu.clock);
    dispatch(index);
    run_earliest();
  } else if (cpu.running != no_thread) {
    cpu.resched_at = std::min(cpu.resched_at, std::max(cpu_->clock, cpu.dispatched_at));
    reschedule(index);
  }
  while (cpus_[index].running != no_thread) sleep_until(cpu_->clock + between_looks, place);
}

void SimulatedMachine::bring_online(CpuIndex index) {
  order();
  Cpu& cpu = cpus_[index];
  ZRAMLAB_CHECK(!cpu.is_online, "a CPU that is on-line comes on-line");
  cpu.is_online = true;
  ++online_cpus_;
  const ThreadIndex pulled = pull_from_others(index);
  if (pulled != no_thread) start_idle_cpu(pulled, index, cpu_->clock, wake_latency(index, cpu_->clock));
}

// To another CPU, which it does not choose.
void SimulatedMachine::move_away(ThreadIndex thread, Ticks at) {
  const CpuIndex target = cpu_for(thread);
  if (load_of(cpus_[target]) == 0) {
    start_idle_cpu(thread, target, at, wake_latency(target, at));
  } else {
    enqueue(thread, target, at, false);
  }
}

bool SimulatedMachine::pause_until(Ticks time, Place place) {
  if (ordinary_alive_ != 0) sleep_until(time, place);
  return ordinary_alive_ != 0;
}

void SimulatedMachine::hurry_operator() {
  if (!options_.operator_thread) return;
  for (Timer& timer : timers_) {
    if (is_operator(timer.thread) && !timer.ends_spin) timer.time = std::min(timer.time, cpu_->clock);
  }
  std::make_heap(timers_.begin(), timers_.end(), std::greater{});
  next_other_ = std::min(next_other_, next_timer());
  update_horizon();
}

}  // namespace zramlab
