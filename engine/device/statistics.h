// The statistics of a device, with the kernel's names and meanings.
#pragma once

#include "engine/platform/platform.h"

#include <cstdint>

namespace zramlab {

// /sys/block/zramN/mm_stat, in its order. Bytes unless the name says pages.
struct MmStat {
  std::uint64_t orig_data_size = 0;   // pages stored, same-filled ones included (since 4.13), times 4096
  std::uint64_t compr_data_size = 0;  // bytes of the stored objects; a huge page counts 4096
  std::uint64_t mem_used_total = 0;   // pages of the pool times 4096
  std::uint64_t mem_limit = 0;        // 0: none
  std::uint64_t mem_used_max = 0;
  std::uint64_t same_pages = 0;
  std::uint64_t pages_compacted = 0;
  std::uint64_t huge_pages = 0;
  std::uint64_t huge_pages_since = 0;  // huge pages ever stored

  bool operator==(const MmStat&) const = default;
};

// io_stat.
struct IoStat {
  std::uint64_t failed_reads = 0;
  std::uint64_t failed_writes = 0;
  std::uint64_t invalid_io = 0;  // constant 0 in new kernels
  std::uint64_t notify_free = 0;

  bool operator==(const IoStat&) const = default;
};

// debug_stat, version 1.
struct DebugStat {
  std::uint64_t writestall = 0;
  std::uint64_t miss_free = 0;

  bool operator==(const DebugStat&) const = default;
};

// The counters behind them: plain atomics on two cache lines, as upstream has them (no per-CPU counters).
template <Platform P>
struct alignas(cache_line_bytes) Counters {
  using Counter = typename P::template Atomic<std::uint64_t>;

  Counters() {
    P::share_line(pages_stored, compr_data_size, same_pages, huge_pages, huge_pages_since, pages_used_max);
    P::share_line(failed_reads, failed_writes, notify_free, writestall, miss_free);
  }

  Counter pages_stored{0};
  Counter compr_data_size{0};
  Counter same_pages{0};
  Counter huge_pages{0};
  Counter huge_pages_since{0};
  Counter pages_used_max{0};

  alignas(cache_line_bytes) Counter failed_reads{0};
  Counter failed_writes{0};
  Counter notify_free{0};
  Counter writestall{0};
  Counter miss_free{0};

  static void add(Counter& counter, std::uint64_t amount) { counter.fetch_add(amount, memory_order_relaxed); }
  static void subtract(Counter& counter, std::uint64_t amount) { counter.fetch_sub(amount, memory_order_relaxed); }

  static void raise(Counter& maximum, std::uint64_t value) {
    std::uint64_t seen = maximum.load(memory_order_relaxed);
    while (seen < value &&
           !maximum.compare_exchange_weak(seen, value, memory_order_relaxed, memory_order_relaxed)) {
    }
  }
};

}  // namespace zramlab
