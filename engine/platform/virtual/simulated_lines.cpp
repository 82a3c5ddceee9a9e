// The simulated machine's cache lines: who has them, and what it costs to get one.
#include "engine/platform/virtual/simulated_machine.h"

#include <algorithm>

namespace zramlab {

Ticks SimulatedMachine::read_missing(Line& line, CpuIndex cpu, Ticks at, bool has_asked) {
  if (line.free_at < base_) {
    line = {.free_at = at, .sharers = no_sharers, .owner = static_cast<std::uint16_t>(cpu), .waiters = line.waiters};
    return at + costs_.local_hit(cpu);
  }
  if (sharers_.contains(line.sharers, cpu)) return at + costs_.local_hit(cpu);
  // The first reader takes the line from its writer, in less than a way if it has asked before; those after it find it shared, and their
  // ways overlap.
  const Ticks start = std::max(at, line.free_at);
  const Ticks way = costs_.transfer(line.owner, cpu);
  const bool is_first = line.sharers == no_sharers;
  const Ticks takes = is_first && has_asked ? costs_.spin_read(way) : way;
  line.free_at = start + (is_first ? takes : std::min(way, costs_.shared_read()));
  line.sharers = sharers_.add(line.sharers, cpu);
  return start + takes;
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
      if (line.owner == cpu) start += costs_.upgrade(others);
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

// Who waits for the word reads it again, one after the other, from a random one on: who gets through first is chance. Of a kernel's
// spinners on an owner only the head of their queue looks.
void SimulatedMachine::tell_waiters(Word& word, Ticks visible) {
  retellers_.clear();
  const ThreadIndex first = word.line.waiters - 1u;
  bool has_owner_waiter = false;
  for (ThreadIndex thread = first;;) {
    const Thread& waiter = threads_[thread];
    if (waiter.kind == WaitKind::value) retellers_.push_back(thread);
    if (waiter.kind == WaitKind::owner && !(has_owner_waiter && queues_owner_spinners())) {
      has_owner_waiter = true;
      retellers_.push_back(thread);
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
    if (waiter.state != State::spinning) continue;  // released with the others of its owner
    const Ticks seen = read_line(line_of(word), waiter.cpu, std::max(visible, cpus_[waiter.cpu].clock), true);
    if (waiter.kind == WaitKind::value) {
      if ((*waiter.until)(word.value)) unpark(thread, seen);
      continue;
    }
    const ThreadIndex owner = (*waiter.owner_of)(word.value);
    if (owner == no_thread) {
      waiter.saw_free = true;
      waiter.goes_first = queues_owner_spinners();
      unpark(thread, seen);
    } else if (!on_cpu(owner)) {
      release_owner_spinners(owner, seen);
    }
  }
}

}  // namespace zramlab
