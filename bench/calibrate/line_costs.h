// Cache lines: what they cost at home, and their way from one CPU to another.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zramlab {

// How two CPUs hand a word to each other.
enum class HandOver : std::uint8_t {
  compare_exchange,  // each tries until it succeeds: one way of the line
  fetch_add,         // each looks until it is its turn, then adds
  store,             // each looks until it is its turn, then stores
};

// One way, in nanoseconds. `rounds` there and back; the median of several batches.
double hand_over_ns(CpuIndex a, CpuIndex b, HandOver how, std::size_t rounds);

double local_rmw_ns();  // fetch_add on a line of one's own
double local_hit_ns();  // a load that waits for the one before it, in the first-level cache

// What writing a line again takes longer that another CPU has read since. 0 at least.
double upgrade_ns(CpuIndex a, CpuIndex b);

// How much later than the one before it each further CPU sees what the first one wrote, when all of them wait for that; the first of
// the readers does not count, because it takes the line from its writer. REQUIRES four CPUs.
double shared_read_ns(const std::vector<CpuIndex>& cpus);

// How often, while two CPUs add to one word as fast as they can, the one that added last adds next; 0.5 would be fair. 0 to 1.
double repeated_wins(CpuIndex a, CpuIndex b);

}  // namespace zramlab
