#include "engine/platform/virtual/simulated_machine.h"

#include "engine/base/check.h"
#include "engine/base/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace zramlab {

namespace {

constexpr std::size_t cpus_in_cache = 100;
// Looking at every word of a page, over copying it within the L2: 137 ns where a copy took 85 (Xeon guest, 2026-11).
constexpr double scan_over_copy = 1.6;
constexpr std::uint64_t turns_between_pulses = std::uint64_t{1} << 16;

Ticks times(Ticks time, double factor) {
  return factor == 1 ? time : static_cast<Ticks>(std::llround(static_cast<double>(time) * factor));
}

std::string to_string(const Place& place) {
  const std::string_view file = place.file_name();
  return fmt::format("{}:{}", file.substr(file.rfind('/') + 1), place.line());
}

constexpr std::array<TimelineKind, work_kinds> kind_of_work = {TimelineKind::scan, TimelineKind::compress,
                                                               TimelineKind::decompress, TimelineKind::copy,
                                                               TimelineKind::fill, TimelineKind::allocate};

}  // namespace

SimulatedMachine::SimulatedMachine(const SimulationOptions& options, std::function<void(ThreadIndex)> body)
    : options_(options),
      body_(std::move(body)),
      costs_(*options.profile),
      random_(options.seed),
      base_(base_of_next_),
      tree_(options.cpus != 0 ? options.cpus : costs_.cpu_count()),
      threads_(options.threads + VirtualCrew<SimulatedMachine>::thread_count()),
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
  next_other_ = std::min(tree_.earliest_without(first), next_timer());
  update_horizon();
  outside_.switch_to(threads_[self_].fiber->fiber);
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
  for (ThreadIndex thread = 0; thread < threads_.size(); ++thread) {
    threads_[thread].fiber = SimulatedFiber::take(*this, thread);
    threads_[thread].cpu = static_cast<CpuIndex>(thread % cpus_.size());
    threads_[thread].runtime = base_;
    threads_[thread].is_pinned = options_.pinned && thread < options_.threads;
    cpus_[threads_[thread].cpu].queue.push_back(thread);
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
  try {
    if (thread < options_.threads) {
      body_(thread);
      end_crews();
    } else {
      VirtualCrew<SimulatedMachine>::work(thread - options_.threads);
    }
  } catch (const std::exception& error) {
    fail(fmt::format("thread {} threw: {}", thread, error.what()));
  } catch (...) {
    fail(fmt::format("thread {} threw something", thread));
  }
  finish();
}

// The last ordinary thread sends the crews home.
void SimulatedMachine::end_crews() {
  order();
  report_.elapsed = std::max(report_.elapsed, cpu_->clock - base_);
  if (--ordinary_alive_ == 0) VirtualCrew<SimulatedMachine>::stop_all();
}

// After the last switch this machine may be gone: nothing of it is touched.
void SimulatedMachine::finish() {
  if (threads_[self_].sections != 0) fail("a thread ended with preemption off or in an atomic section");
  order();
  take_off(cpu_index_, State::done);
  if (--alive_ == 0) {
    cpus_[cpu_index_].idle_since = cpus_[cpu_index_].clock;
    return threads_[self_].fiber->fiber.switch_to(outside_);
  }
  dispatch(cpu_index_);
  run_earliest();
}

void SimulatedMachine::fail(const std::string& what) {
  report_.failed = true;
  VirtualCrew<SimulatedMachine>::forget_all();
  report_.message = fmt::format("{}\n{}", what, describe());
  threads_[self_].fiber->fiber.switch_to(outside_);
  std::terminate();  // nobody continues a failed run
}

void SimulatedMachine::check_is(ThreadIndex thread) {
  if (thread != self_) fail("enter() with another thread's index");
}

// Order.

EventTree::Key SimulatedMachine::key_of(CpuIndex index) const {
  const Cpu& cpu = cpus_[index];
  if (cpu.running == no_thread) return EventTree::never;
  const Ticks makes_way = threads_[cpu.running].sections == 0 ? cpu.resched_at : never;
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
  const ThreadIndex from = self_;
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
    const bool makes_way = threads_[cpu.running].sections == 0 && cpu.resched_at <= cpu.clock;
    if (cpu.is_spinning || makes_way) {
      preempt(index, EventTree::time_of(key));
      continue;
    }
    cpu_index_ = index;
    cpu_ = &cpu;
    self_ = cpu.running;
    next_other_ = std::min(tree_.earliest_without(index), next_timer());
    update_horizon();
    break;
  }
  fetch_ahead();
  if (self_ != from) threads_[from].fiber->fiber.switch_to(threads_[self_].fiber->fiber);
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

// Lines.

Ticks SimulatedMachine::read_missing(Line& line, CpuIndex cpu, Ticks at) {
  if (line.free_at < base_) {
    line = {.free_at = at, .sharers = no_sharers, .owner = static_cast<std::uint16_t>(cpu), .waiters = line.waiters};
    return at + costs_.local_hit(cpu);
  }
  if (sharers_.contains(line.sharers, cpu)) return at + costs_.local_hit(cpu);
  line.free_at = std::max(at, line.free_at) + costs_.transfer(line.owner, cpu);
  line.sharers = sharers_.add(line.sharers, cpu);
  return line.free_at;
}

Ticks SimulatedMachine::write_missing(Line& line, CpuIndex cpu, Ticks at, Ticks local) {
  if (line.free_at < base_) {
    line.free_at = at + local;
    line.sharers = no_sharers;
  } else {
    Ticks start = std::max(at, line.free_at);
    if (line.owner != cpu) start += costs_.transfer(line.owner, cpu);
    if (line.sharers != no_sharers) {
      const std::uint32_t others = sharers_.count(line.sharers) - (sharers_.contains(line.sharers, cpu) ? 1 : 0);
      start += costs_.invalidation(others);
      sharers_.release(line.sharers);
      line.sharers = no_sharers;
    }
    line.free_at = start + local;
  }
  line.owner = static_cast<std::uint16_t>(cpu);
  return line.free_at;
}

// Lines of one footprint are on their way together, as many as the CPU has room for.
void SimulatedMachine::fetch_footprint(Footprint& footprint) {
  constexpr std::uint32_t stream_bytes_min = page_bytes;
  const auto me = static_cast<std::uint16_t>(cpu_index_ + 1);
  if (footprint.owner != 0 && footprint.owner != me) {
    const double lines = static_cast<double>((footprint.bytes + cache_line_bytes - 1) / cache_line_bytes);
    const double rounds = std::max(1.0, lines / costs_.transfer_parallelism());
    pass(times(costs_.transfer(static_cast<CpuIndex>(footprint.owner - 1), cpu_index_), rounds));
  }
  footprint.owner = me;
  if (footprint.bytes >= stream_bytes_min && options_.timeline != nullptr) {
    if (footprint.name == 0) footprint.name = ++streams_named_;
    threads_[self_].stream = footprint.name;
  }
}

// Who waits for the word reads it again, one after the other, from a random one on: who gets through first is chance.
void SimulatedMachine::tell_waiters(Word& word, Ticks visible) {
  retellers_.clear();
  const ThreadIndex first = word.line.waiters - 1u;
  bool has_owner_waiter = false;
  for (ThreadIndex thread = first;;) {
    const Thread& waiter = threads_[thread];
    if (waiter.kind == WaitKind::value) retellers_.push_back(thread);
    if (waiter.kind == WaitKind::owner && !has_owner_waiter) {
      has_owner_waiter = true;
      retellers_.push_back(thread);  // only the head of that queue looks
    }
    thread = waiter.next - 1u;
    if (thread == first) break;
  }
  if (retellers_.empty()) return;
  const std::size_t count = retellers_.size();
  const std::size_t begin = count == 1 ? 0 : random_.below(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const ThreadIndex thread = retellers_[begin + i < count ? begin + i : begin + i - count];
    Thread& waiter = threads_[thread];
    const Ticks seen = read_line(line_of(word), waiter.cpu, std::max(visible, cpus_[waiter.cpu].clock));
    if (waiter.kind == WaitKind::value) {
      if ((*waiter.until)(word.value)) unpark(thread, seen);
      continue;
    }
    const ThreadIndex owner = (*waiter.owner_of)(word.value);
    if (owner == no_thread) {
      waiter.goes_first = true;
      unpark(thread, seen);
    } else if (!on_cpu(owner)) {
      release_owner_spinners(owner, seen);
    }
  }
}

// Waits.

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
  if (!cpu_->queue.empty()) cpu_->resched_at = std::min(cpu_->resched_at, offers_cpu_at(*cpu_));
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

void SimulatedMachine::spin_on_owner(Word& word, OwnerFunction owner_of, Place place) {
  order();
  cpu_->clock = read_line(line_of(word), cpu_index_, cpu_->clock);
  const ThreadIndex owner = owner_of(word.value);
  if (owner == no_thread || !on_cpu(owner) || cpu_->resched_at <= cpu_->clock) return;
  threads_[self_].owner_of = owner_of;
  park(word, WaitKind::owner, place);
}

// An owner left its CPU: spinning for it makes no sense. Each finds out one after the other, as the kernel's queue of
// spinners empties from its head.
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
  threads_[self_].kind = WaitKind::time;
  threads_[self_].place = place;
  timers_.push_back({time, self_});
  std::push_heap(timers_.begin(), timers_.end(), std::greater{});
  take_off(cpu_index_, State::sleeping);
  dispatch(cpu_index_);
  run_earliest();
}

// The earliest sleeper is back on its CPU, or behind whoever runs there.
void SimulatedMachine::ring_timer() {
  std::pop_heap(timers_.begin(), timers_.end(), std::greater{});
  const Timer timer = timers_.back();
  timers_.pop_back();
  const CpuIndex target = cpu_for(timer.thread);
  record(TimelineKind::sleep, threads_[timer.thread].since, timer.time, threads_[timer.thread].cpu, timer.thread);
  if (cpus_[target].running == no_thread && cpus_[target].queue.empty()) {
    start_idle_cpu(timer.thread, target, timer.time, 0);
  } else {
    enqueue(timer.thread, target, timer.time, true);
  }
}

void SimulatedMachine::sleeps_in_section(Place place) {
  fail(fmt::format("thread {} may sleep at {}, with preemption off or in an atomic section", self_, to_string(place)));
}

// CPUs.

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
  cpu.is_spinning = false;
  cpu.dispatched_at = cpu.clock;
  cpu.clock += std::exchange(thread.owed, 0);
  ++working_[costs_.socket_of(index)];
  cpu.resched_at = cpu.queue.empty() ? never : slice_end(cpu);
  tree_.set(index, key_of(index));
  if (index != cpu_index_) {
    next_other_ = std::min(next_other_, tree_.of(index));
    horizon_ = std::min(horizon_, tree_.of(index));
  }
}

// A slice ends at the tick after it is used up.
Ticks SimulatedMachine::slice_end(const Cpu& cpu) const {
  const Ticks used_up = cpu.dispatched_at + costs_.slice();
  if (costs_.tick() == 0) return used_up;
  return base_ + (used_up - base_ + costs_.tick() - 1) / costs_.tick() * costs_.tick();
}

// When the thread that spins on a CPU lets others run there, as one in user space does.
Ticks SimulatedMachine::offers_cpu_at(const Cpu& cpu) const {
  if (costs_.spin_yield() == 0 || !cpu.is_spinning) return never;
  const Thread& spinner = threads_[cpu.running];
  if (spinner.kind != WaitKind::value) return never;
  return spinner.since + (spinner.yields ? 0 : costs_.spin_yield());
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
  const auto load = [&](const Cpu& cpu) { return cpu.queue.size() + (cpu.running != no_thread ? 1 : 0); };
  CpuIndex best = index;
  std::size_t least = load(cpus_[index]);  // without the thread itself
  for (CpuIndex other = 0; other < cpus_.size(); ++other) {
    if (other != index && load(cpus_[other]) + 1 <= least) {
      least = load(cpus_[other]);
      best = other;
    }
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
  cpu.queue.insert(later, index);
  if (!has_running) return;
  Ticks resched = std::max(slice_end(cpu), at);
  if (woken && thread.runtime + costs_.wakeup_preemption() < runtime_there) resched = at + costs_.ipi(target);
  cpu.resched_at = std::min({cpu.resched_at, resched, std::max(at, offers_cpu_at(cpu))});
  reschedule(target);
}

void SimulatedMachine::make_ready(ThreadIndex index, Ticks at) {
  const CpuIndex target = cpu_for(index);
  record(TimelineKind::sleep, threads_[index].since, at, threads_[index].cpu, index);
  if (cpus_[target].running == no_thread && cpus_[target].queue.empty()) {
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

// Where a woken thread goes: where it was if nobody is there, else to the nearest idle CPU, else it waits where it was.
CpuIndex SimulatedMachine::cpu_for(ThreadIndex index) const {
  const CpuIndex before = threads_[index].cpu;
  if (threads_[index].is_pinned || idle_cpus_ == 0 || cpus_[before].running == no_thread) return before;
  CpuIndex best = before;
  Ticks nearest = never;
  for (CpuIndex cpu = 0; cpu < cpus_.size(); ++cpu) {
    if (cpus_[cpu].running != no_thread || !cpus_[cpu].queue.empty()) continue;
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
  if (threads_.size() <= cpus_.size() && options_.pinned) return no_thread;
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

// Costs.

bool SimulatedMachine::on_cpu(ThreadIndex thread) const {
  return threads_[thread].state == State::running || threads_[thread].state == State::spinning;
}

Ticks SimulatedMachine::service_time(Work work, ContentIndex content, std::size_t bytes) {
  const CostTable* const table = options_.costs;
  const bool is_listed = table != nullptr && content < table->pages.size();
  Ticks time = 0;
  switch (work) {
    case Work::copy: return costs_.copy_cold(cpu_index_, bytes);
    case Work::allocate: return costs_.allocate(cpu_index_);
    case Work::fill: return costs_.copy_hot(cpu_index_, page_bytes) / 2;
    case Work::same_filled_scan:
      if (is_listed && table->pages[content].compressed_bytes == 0) return times(costs_.copy_hot(cpu_index_, page_bytes), scan_over_copy);
      return table != nullptr ? static_cast<Ticks>(table->same_filled_scan_ps) : costs_.local_hit(cpu_index_);
    case Work::compress:
      time = table == nullptr ? costs_.copy_cold(cpu_index_, page_bytes)
             : is_listed ? table->pages[content].compress_ps
                       : static_cast<Ticks>(table->compress_ps_constant + table->compress_ps_per_byte * static_cast<double>(bytes));
      break;
    case Work::decompress:
      time = table == nullptr ? costs_.copy_cold(cpu_index_, page_bytes)
             : is_listed ? table->pages[content].decompress_ps
                       : static_cast<Ticks>(table->decompress_ps_constant + table->decompress_ps_per_byte * static_cast<double>(bytes));
      break;
  }
  double factor = costs_.service_multiplier(cpu_index_);
  if (const auto& quantiles = costs_.service_quantiles(); quantiles.size() > 1) {
    const std::uint64_t draw = random_();
    const auto last = static_cast<std::uint64_t>(quantiles.size() - 1);
    const std::size_t below = static_cast<std::size_t>((draw >> 32) * last >> 32);
    const double between = static_cast<double>(draw & 0xffffffff) / 4294967296.0;
    factor *= quantiles[below] + (quantiles[below + 1] - quantiles[below]) * between;
  }
  // Tables are measured with the pages in order, which prefetchers foresee: in random order a page took 0.4 to 1.4 us more (gxx and node, lz4
  // and zstd, where a line from memory takes 0.3; Xeon guest, 2026-11), and 40 % of a capture's writes are out of order.
  const bool comes_from_memory = is_listed && work == Work::compress;
  return times(time, factor) + (comes_from_memory ? costs_.memory(cpu_index_) : 0);
}

// What the other CPUs of the socket take away.
Ticks SimulatedMachine::slowed(Ticks time, std::size_t bytes) {
  const CpuIndex socket = costs_.socket_of(cpu_index_);
  const CpuIndex sibling = costs_.sibling_of(cpu_index_);
  double factor = costs_.busy_slowdown(working_[socket]);
  if (sibling != cpu_index_ && sibling < cpus_.size() && cpus_[sibling].running != no_thread && !cpus_[sibling].is_spinning) {
    factor *= costs_.smt_slowdown();
  }
  time = times(time, factor);
  if (costs_.bandwidth_ps_per_byte() > 0) {
    const auto moved = static_cast<double>(page_bytes + bytes);
    Ticks& free_at = bandwidth_free_at_[socket];
    free_at = std::max(free_at, cpu_->clock) + static_cast<Ticks>(std::llround(moved * costs_.bandwidth_ps_per_byte()));
    if (free_at > cpu_->clock + time) time = free_at - cpu_->clock;
  }
  return time;
}

void SimulatedMachine::charge(Work work, ContentIndex content, std::size_t bytes) {
  const bool is_codec = work == Work::compress || work == Work::decompress;
  if (is_codec && costs_.has_contention()) order();
  Ticks time = service_time(work, content, bytes);
  if (is_codec && costs_.has_contention()) time = slowed(time, bytes);
  const Ticks begin = cpu_->clock;
  if (costs_.tick_cost() != 0 && begin + time >= cpu_->next_tick) {
    const Ticks ticks = begin >= cpu_->next_tick + costs_.tick() ? 1 : (begin + time - cpu_->next_tick) / costs_.tick() + 1;
    time += ticks * costs_.tick_cost();
    cpu_->next_tick = base_ + ((begin + time - base_) / costs_.tick() + 1) * costs_.tick();
  }
  pass(time);
  report_.time.working += time;
  if (options_.timeline == nullptr) [[likely]] return;
  record(kind_of_work[static_cast<std::size_t>(work)], begin, cpu_->clock, cpu_index_, self_);
  if (is_codec || work == Work::copy) {
    record(TimelineKind::stream_use, begin, cpu_->clock, cpu_index_, self_, threads_[self_].stream);
  }
}

void SimulatedMachine::record(TimelineKind kind, Ticks begin, Ticks end, CpuIndex cpu, ThreadIndex thread,
                              std::uint32_t argument) {
  if (options_.timeline == nullptr) return;
  options_.timeline->add({.begin = begin - base_,
                          .end = end - base_,
                          .argument = argument,
                          .cpu = static_cast<std::uint16_t>(cpu),
                          .thread = static_cast<std::uint16_t>(thread),
                          .kind = kind});
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
