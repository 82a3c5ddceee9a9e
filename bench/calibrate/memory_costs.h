// Memory: copies hot and cold, a line from far away, what all CPUs together can draw, and what an allocation takes.
#pragma once

#include "engine/base/types.h"
#include "traces/page_store.h"

#include <cstdint>
#include <vector>

namespace zramlab {

struct MemoryCosts {
  double copy_hot_ns = 0;   // 4 KiB, both sides in the second-level cache
  double copy_cold_ns = 0;  // 4 KiB between a hot page and one among many, half of them from there and half to there
  double memory_ns = 0;     // a line among more than any cache of one CPU holds
};

// On the calling thread's CPU.
MemoryCosts measure_memory();

// Bytes read and written in a nanosecond while every one of the CPUs copies.
double copy_bandwidth(const std::vector<CpuIndex>& cpus);

// Allocating an object of the pool, at the compressed lengths of real pages, with as many freed as allocated.
double allocate_ns(const std::vector<std::uint32_t>& lengths);

}  // namespace zramlab
