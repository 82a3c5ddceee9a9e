#include "engine/platform/virtual/simulated_machine.h"

#include "engine/base/check.h"
#include "engine/base/fetch.h"
#include "engine/platform/virtual/place_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace zramlab {

namespace {

constexpr std::size_t cpus_in_cache = 100;
constexpr std::uint64_t turns_between_pulses = std::uint64_t{1} << 16;

}  // namespace

SimulatedMachine::SimulatedMachine(const SimulationOptions& options, std::function<void(ThreadIndex)> body)
    : options_(options),
      body_(std::move(body)),
      costs_(*options.profile),
      random_(options.seed),
      base_(base_of_next_),
      tree_(options.cpus != 0 ? options.cpus : costs_.cpu_count()),
      threads_(options.threads + VirtualCrew<SimulatedMachine>::thread_count() + (options.operator_thread ? 1 : 0)),
      cpus_(options.cpus != 0 ? options.cpus : costs_.cpu_count()),
      working_(costs_.socket_count()),
      bandwidth_free_at_(costs_.socket_count(), base_),
      stack_hints_(cpus_.size()) {
  ZRAMLAB_CHECK(options.threads > 0 && options.threads <= simulated_threads_max, "a simulated run has 1 to 4096 threads");
  ZRAMLAB_CHECK(cpus_.size() <= costs_.cpu_count() && costs_.cpu_count() <= possible_cpus,
                "a simulated run has more CPUs than its machine, or than are possible (set_cpu_count)");
  ZRAMLAB_CHECK(costs_.cpu_count() <= simulated_cpus_max, "a simulated machine has at most 256 CPUs");
  ZRAMLAB_CHECK(current_ == nullptr, "simulated runs do not nest");
}

void SimulatedMachine::prepare_for(const MachineProfile& profile) {
  possible_cpus = static_cast<CpuIndex>(profile.cpus.size());
  spinlock_kind = profile.spinlock;
  possible_clusters = 1;
  for (const VirtualCpu& cpu : profile.cpus) possible_clusters = std::max<CpuIndex>(possible_clusters, cpu.cluster + 1u);
}

SimulatedMachine::~SimulatedMachine() {
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    std::unique_ptr<SimulatedFiber>& fiber = threads_[thread].fiber;
    if (fiber == nullptr) continue;
    if (threads_[thread].state == State::done && !(report_.failed && thread == self_)) {
      SimulatedFiber::give_back(std::move(fiber));
    } else {
      SimulatedFiber::abandon(std::move(fiber));
    }
  }
}

SimulationReport SimulatedMachine::execute() {
  current_ = this;
  start_threads();
  const CpuIndex first = EventTree::cpu_of(tree_.earliest());
  cpu_index_ = first;
  cpu_ = &cpus_[first];
  self_ = cpu_->running;
  fiber_ = cpu_->fiber;
  next_other_ = std::min(tree_.earliest_without(first), next_timer());
  update_horizon();
  outside_.switch_to(*fiber_);
  current_ = nullptr;
  Ticks end = base_;
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    end = std::max(end, cpus_[cpu].clock);
  }
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    if (cpus_[cpu].running == no_thread) report_.time.idle += end - cpus_[cpu].idle_since;
  }
  base_of_next_ = end + ps_per_ns;
  const Ticks counted = report_.time.working + report_.time.spinning + report_.time.switching + report_.time.idle;
  const Ticks all = (end - base_) * cpus_.size();
  report_.time.accessing = all > counted ? all - counted : 0;
  report_.events = events_;
  for (const auto& [name, hot] : hot_places_) report_.hot_places.push_back(hot);
  std::sort(report_.hot_places.begin(), report_.hot_places.end(), [](const HotPlace& a, const HotPlace& b) {
    return std::tuple(b.time, std::string_view(a.place.file_name()), a.place.line()) <
           std::tuple(a.time, std::string_view(b.place.file_name()), b.place.line());
  });
  return std::move(report_);
}

void SimulatedMachine::start_threads() {
  for (Cpu& cpu : cpus_) {
    cpu.clock = base_;
    cpu.idle_since = base_;
    cpu.next_tick = base_ + costs_.tick();
    cpu.queue.reserve(threads_.size() / cpus_.size() + 8);
  }
  alive_ = static_cast<ThreadIndex>(threads_.size());
  ordinary_alive_ = options_.threads;
  online_cpus_ = static_cast<std::uint32_t>(cpus_.size());
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    threads_[thread].fiber = SimulatedFiber::take(*this, thread);
    threads_[thread].cpu = static_cast<CpuIndex>(thread % cpus_.size());
    threads_[thread].runtime = base_;
    threads_[thread].is_pinned = options_.pinned && thread < options_.threads;
    std::vector<ThreadIndex>& queue = cpus_[threads_[thread].cpu].queue;
    queue.insert(is_operator(thread) ? queue.begin() : queue.end(), thread);
  }
  // All start at the same time; the first of each CPU needs no switch.
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    if (cpus_[cpu].queue.empty()) {
      ++idle_cpus_;
      continue;
    }
    cpus_[cpu].last = cpus_[cpu].queue.front();
    dispatch(cpu);
  }
}

void SimulatedMachine::run_thread(ThreadIndex thread) {
  // The failure is reported outside of the handler: a switch while an exception is handled would confuse the next one.
  std::string thrown;
  try {
    if (thread < options_.threads) {
      body_(thread);
      end_crews();
    } else if (is_operator(thread)) {
      options_.operator_thread();
    } else {
      VirtualCrew<SimulatedMachine>::work(thread - options_.threads);
    }
  } catch (const std::exception& error) {
    thrown = fmt::format("thread {} threw: {}", thread, error.what());
  } catch (...) {
    thrown = fmt::format("thread {} threw something", thread);
  }
  if (!thrown.empty()) fail(std::move(thrown));
  finish();
}

// The last ordinary thread sends the crews and the operator home.
void SimulatedMachine::end_crews() {
  order();
  report_.elapsed = std::max(report_.elapsed, cpu_->clock - base_);
  if (--ordinary_alive_ != 0) return;
  VirtualCrew<SimulatedMachine>::stop_all();
  hurry_operator();
}

// After the last switch this machine may be gone: nothing of it is touched.
void SimulatedMachine::finish() {
  if (threads_[self_].sections != 0) fail("a thread ended with preemption off or in an atomic section");
  order();
  take_off(cpu_index_, State::done);
  if (--alive_ == 0) {
    cpus_[cpu_index_].idle_since = cpus_[cpu_index_].clock;
    return fiber_->switch_to(outside_);
  }
  dispatch(cpu_index_);
  run_earliest();
}

void SimulatedMachine::fail(std::string what) {
  report_.failed = true;
  VirtualCrew<SimulatedMachine>::forget_all();
  report_.message = std::move(what);
  report_.message += '\n';
  report_.message += describe();
  fiber_->switch_to(outside_);
  std::terminate();  // nobody continues a failed run
}

void SimulatedMachine::ends_of_time() {
  fail(fmt::format("virtual time is over: the runs of one program can last {} s together; use fewer --ops or --repetitions, a higher --rate, "
                   "or see whether a constant of the machine is far too large",
                   time_max / ps_per_ns / 1'000'000'000));
}

void SimulatedMachine::check_is(ThreadIndex thread) {
  if (thread != self_) fail("enter() with another thread's index");
}

// Order.

EventTree::Key SimulatedMachine::key_of(CpuIndex index) const {
  const Cpu& cpu = cpus_[index];
  if (cpu.running == no_thread) return EventTree::never;
  Ticks makes_way = cpu.resched_at;
  // Only as long as it spins: what it is offered for is not owed later.
  if (cpu.is_spinning && !cpu.queue.empty()) makes_way = std::min(makes_way, std::max(cpu.wanted_at, offers_cpu_at(cpu)));
  if (threads_[cpu.running].sections != 0) makes_way = never;
  if (!cpu.is_spinning) return EventTree::key(std::min(cpu.clock, makes_way), index);
  return makes_way == never ? EventTree::never : EventTree::key(std::max(cpu.clock, makes_way), index);
}

void SimulatedMachine::update_horizon() {
  horizon_ = next_other_;
  if (cpu_->resched_at == never) return;
  cpu_->resched_at = std::max(cpu_->resched_at, cpu_->dispatched_at);
  if (threads_[self_].sections == 0) horizon_ = std::min(horizon_, EventTree::key(cpu_->resched_at, cpu_index_));
}

// The key of a CPU changed.
void SimulatedMachine::reschedule(CpuIndex index) {
  const EventTree::Key key = key_of(index);
  tree_.set(index, key);
  if (index == cpu_index_) return update_horizon();
  next_other_ = std::min(next_other_, key);
  horizon_ = std::min(horizon_, key);
}

void SimulatedMachine::give_way() {
  if (options_.on_pulse && (++turns_ & (turns_between_pulses - 1)) == 0) options_.on_pulse();
  tree_.set(cpu_index_, key_of(cpu_index_));
  run_earliest();
}

void SimulatedMachine::run_earliest() {
  Fiber& from = *fiber_;
  stack_hints_[cpu_index_] = static_cast<const std::byte*>(__builtin_frame_address(0));
  while (true) {
    const EventTree::Key key = tree_.earliest();
    if (next_timer() < key) {
      ring_timer();
      continue;
    }
    if (key == EventTree::never) fail("deadlock: no thread can run");
    const CpuIndex index = EventTree::cpu_of(key);
    Cpu& cpu = cpus_[index];
    const bool makes_way = cpu.resched_at <= cpu.clock && threads_[cpu.running].sections == 0;
    if (cpu.is_spinning || makes_way) {
      preempt(index, EventTree::time_of(key));
      continue;
    }
    cpu_index_ = index;
    cpu_ = &cpu;
    self_ = cpu.running;
    fiber_ = cpu.fiber;
    next_other_ = std::min(tree_.earliest_without(index), next_timer());
    update_horizon();
    break;
  }
  fetch_ahead();
  if (fiber_ != &from) from.switch_to(*fiber_);
}

// Who comes next will need its CPU and the top of its stack; with many CPUs they have left the L1 cache since.
void SimulatedMachine::fetch_ahead() const {
  if (next_other_ == EventTree::never || cpus_.size() <= cpus_in_cache) return;
  const CpuIndex next = EventTree::cpu_of(next_other_);
  const auto* const cpu = reinterpret_cast<const std::byte*>(&cpus_[next]);
  fetch_for_write(cpu);
  fetch_for_write(cpu + cache_line_bytes);
  const std::byte* const stack = stack_hints_[next];
  for (int line = -3; line <= 4; ++line) fetch_for_write(stack + line * static_cast<int>(cache_line_bytes));
}

void SimulatedMachine::note_place(const Place& place, Ticks time) {
  HotPlace& hot = hot_places_[to_string(place)];
  hot.place = place;
  hot.time += time;
  ++hot.accesses;
}

std::string SimulatedMachine::describe() const {
  constexpr ThreadIndex described_max = 32;
  std::string text = fmt::format("  {} threads on {} CPUs of {}, seed {}, after {} events\n", threads_.size(), cpus_.size(),
                                 options_.profile->name, options_.seed, events_);
  for (ThreadIndex index = 0; index < threads_.size() && index < described_max; ++index) {
    const Thread& thread = threads_[index];
    text += fmt::format("  thread {} on CPU {}: ", index, thread.cpu);
    switch (thread.state) {
      case State::ready: text += "ready"; break;
      case State::running: text += "running"; break;
      case State::spinning: text += "spins, " + to_string(thread.place); break;
      case State::sleeping: text += "sleeps, " + to_string(thread.place); break;
      case State::done: text += "done"; break;
    }
    text += thread.sections != 0 ? ", in an atomic section\n" : "\n";
  }
  return text;
}

}  // namespace zramlab
