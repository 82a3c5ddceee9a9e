// What work costs on the simulated machine.
#include "engine/platform/virtual/simulated_machine.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zramlab {

namespace {

// Looking at every word of a page, over copying it within the L2: 137 ns where a copy took 85 (Xeon guest, 2026-11).
constexpr double scan_over_copy = 1.6;

constexpr std::array<TimelineKind, work_kinds> kind_of_work = {TimelineKind::scan, TimelineKind::compress,
                                                               TimelineKind::decompress, TimelineKind::copy,
                                                               TimelineKind::fill, TimelineKind::allocate};

}  // namespace

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
      return table != nullptr ? times(static_cast<Ticks>(table->same_filled_scan_ps), costs_.service_multiplier(cpu_index_)) : costs_.local_hit(cpu_index_);
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
  return times(time, factor) + (is_listed && work == Work::compress ? page_way(content) : 0);
}

// Tables are measured with the pages in order, which prefetchers foresee. In a capture's order two of five pages of gxx and every fifth of node that is
// compressed do not follow the one before, and took 0.4 to 0.6 us more with lz4 where a line from memory takes 0.2 (EPYC guest, 2026-11-28; one
// that follows: 0.0), and mostly 0.6 to 0.8 in no order where a line takes 0.3 (Xeon guest, 2026-11). The same page again is still in a cache.
Ticks SimulatedMachine::page_way(ContentIndex content) {
  constexpr Ticks latencies = 2;
  const bool is_near = cpu_->page != no_content && (content == cpu_->page || content == cpu_->page + 1);
  cpu_->page = content;
  return is_near ? 0 : latencies * costs_.memory(cpu_index_);
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
  check_time(cpu_->clock);
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

}  // namespace zramlab
