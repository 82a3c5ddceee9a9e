#include "bench/calibrate/memory_costs.h"

#include "bench/calibrate/pinned_threads.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/stopwatch.h"
#include "engine/base/random.h"
#include "engine/base/reservation.h"
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <numeric>

namespace zramlab {

namespace {

constexpr std::size_t copy_tries = 7;

// As much as a run touches: the pages of a capture and a pool. Larger than any second-level cache.
constexpr std::size_t cold_pages = 64 * 1024 * 1024 / page_bytes;
// Larger than what a CPU is likely to have of a last-level cache to itself.
constexpr std::size_t far_bytes = std::size_t{512} * 1024 * 1024;

// Memory that is there, in large pages where the kernel has them, so that cache misses are measured and not TLB misses.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes) : reservation_(bytes) {
    madvise(reservation_.data(), bytes, MADV_HUGEPAGE);
    reservation_.prefault(0, bytes);
  }
  [[nodiscard]] std::byte* page(std::size_t index) const { return reservation_.data() + index * page_bytes; }
  [[nodiscard]] std::byte* data() const { return reservation_.data(); }

 private:
  Reservation reservation_;
};

std::vector<std::uint32_t> shuffled(std::uint32_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  Random random(1);
  for (std::uint32_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

double hot_copy_ns() {
  constexpr std::size_t hot_pages = 16;
  constexpr std::size_t copies = 4000;
  const Buffer buffer(2 * hot_pages * page_bytes);
  return lowest_of(copy_tries, [&] {
    const Stopwatch watch;
    for (std::size_t i = 0; i < copies; ++i) {
      std::memcpy(buffer.page(i % hot_pages), buffer.page(hot_pages + (i * 5) % hot_pages), page_bytes);
      asm volatile("" : : : "memory");
    }
    return watch.elapsed_ns() / copies;
  });
}

double cold_copy_ns() {
  const Buffer buffer(cold_pages * page_bytes);
  alignas(64) std::array<std::byte, page_bytes> hot{};
  const std::vector<std::uint32_t> order = shuffled(cold_pages);
  return lowest_of(copy_tries, [&] {
    const Stopwatch watch;
    for (std::size_t i = 0; i < order.size(); ++i) {
      std::byte* const cold = buffer.page(order[i]);
      std::memcpy(i % 2 == 0 ? hot.data() : cold, i % 2 == 0 ? cold : hot.data(), page_bytes);
      asm volatile("" : : "r"(hot.data()) : "memory");
    }
    return watch.elapsed_ns() / static_cast<double>(order.size());
  });
}

// A chain through one line of each page, in no order that a CPU could guess.
double far_line_ns() {
  constexpr std::uint32_t lines = far_bytes / cache_line_bytes;
  constexpr std::size_t steps = 300'000;
  const Buffer buffer(far_bytes);
  const auto line = [&](std::uint32_t index) {
    return reinterpret_cast<std::uint32_t*>(buffer.data() + std::size_t{index} * cache_line_bytes);
  };
  const std::vector<std::uint32_t> order = shuffled(lines);
  for (std::uint32_t i = 0; i < lines; ++i) *line(order[i]) = order[(i + 1) % lines];
  std::uint32_t at = order[0];
  return lowest_of(3, [&] {
    const Stopwatch watch;
    for (std::size_t i = 0; i < steps; ++i) at = *line(at);
    asm volatile("" : : "r"(at));
    return watch.elapsed_ns() / steps;
  });
}

}  // namespace

MemoryCosts measure_memory() { return {hot_copy_ns(), cold_copy_ns(), far_line_ns()}; }

double copy_bandwidth(const std::vector<CpuIndex>& cpus) {
  constexpr std::size_t passes = 4;
  std::vector<double> bytes_per_ns(cpus.size());
  std::vector<PinnedTask> tasks;
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    tasks.push_back({cpus[i], [&bytes_per_ns, i] {
                       constexpr std::size_t half = cold_pages * page_bytes / 2;
                       const Buffer buffer(2 * half);
                       const Stopwatch watch;
                       for (std::size_t pass = 0; pass < passes; ++pass) std::memcpy(buffer.data(), buffer.data() + half, half);
                       bytes_per_ns[i] = 2.0 * half * passes / watch.elapsed_ns();
                     }});
  }
  run_pinned(tasks);
  return std::accumulate(bytes_per_ns.begin(), bytes_per_ns.end(), 0.0);
}

double allocate_ns(const std::vector<std::uint32_t>& lengths) {
  constexpr std::size_t between_frees = 64;
  PoolOptions options;
  Pool<Host> pool(options);
  std::vector<Handle> handles(lengths.size(), no_handle);
  std::vector<double> samples;
  std::vector<Handle> allocated;
  for (std::size_t pass = 0; pass < 3; ++pass) {
    for (std::size_t begin = 0; begin + between_frees <= lengths.size(); begin += between_frees) {
      for (std::size_t i = begin; i < begin + between_frees; ++i) {
        if (handles[i] != no_handle) pool.free(handles[i]);
      }
      const Stopwatch watch;
      for (std::size_t i = begin; i < begin + between_frees; ++i) {
        if (pool.allocate(lengths[i], Allocation::may_sleep, handles[i]) != Outcome::ok) handles[i] = no_handle;
      }
      if (pass > 0) samples.push_back(watch.elapsed_ns() / between_frees);
    }
  }
  for (const Handle handle : handles) {
    if (handle != no_handle) pool.free(handle);
  }
  return median(std::move(samples));
}

}  // namespace zramlab
