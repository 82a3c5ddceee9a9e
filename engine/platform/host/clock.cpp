#include "engine/platform/host/clock.h"

#include <ctime>
#include <fstream>
#include <string>

namespace zramlab::host {

namespace {

// A counter that changes speed or stops in idle is no clock. Linux names both properties in /proc/cpuinfo.
bool counter_is_a_clock() {
#if defined(__x86_64__)
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("flags")) {
      return line.find(" constant_tsc") != std::string::npos && line.find(" nonstop_tsc") != std::string::npos;
    }
  }
  return false;
#else
  return true;  // the architected counter of aarch64; other machines have no counter here anyway
#endif
}

// Compares the counter with the clock over 5 ms: the error is that of two clock reads, 50 ns in 5 ms, or 1e-5.
TickScale measure() {
  constexpr std::uint64_t one = std::uint64_t{1} << 32;
  if (!counter_is_a_clock()) return {one, false};
  const std::uint64_t start_ns = clock_ns();
  const std::uint64_t start_ticks = counter();
  while (clock_ns() - start_ns < 5'000'000) {
  }
  const std::uint64_t elapsed_ns = clock_ns() - start_ns;
  const std::uint64_t elapsed_ticks = counter() - start_ticks;
  if (elapsed_ticks == 0) return {one, false};
  return {static_cast<std::uint64_t>((static_cast<uint128>(elapsed_ns) << 32) / elapsed_ticks), true};
}

}  // namespace

const TickScale tick_scale = measure();

std::uint64_t clock_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

const char* clock_name() {
  if (!tick_scale.uses_counter) return "clock_gettime";
#if defined(__x86_64__)
  return "tsc";
#else
  return "cntvct";
#endif
}

}  // namespace zramlab::host
