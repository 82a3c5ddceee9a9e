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

// Both clocks at one moment.
struct Moment {
  std::uint64_t ns;
  std::uint64_t ticks;
};

// The best of some tries: a thread that loses its CPU between the two looks would be off by milliseconds.
Moment look_at_both() {
  constexpr int tries = 32;
  Moment best{};
  std::uint64_t narrowest_ns = ~std::uint64_t{0};
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t before_ns = clock_ns();
    const std::uint64_t ticks = counter();
    const std::uint64_t width_ns = clock_ns() - before_ns;
    if (width_ns >= narrowest_ns) continue;
    narrowest_ns = width_ns;
    best = {before_ns + width_ns / 2, ticks};
  }
  return best;
}

// Compares the counter with the clock over 5 ms: the error is that of two looks, 50 ns in 5 ms, or 1e-5.
TickScale measure() {
  constexpr std::uint64_t one = std::uint64_t{1} << 32;
  if (!counter_is_a_clock()) return {one, false};
  const Moment start = look_at_both();
  while (clock_ns() - start.ns < 5'000'000) {
  }
  const Moment end = look_at_both();
  if (end.ticks == start.ticks) return {one, false};
  const uint128 elapsed_ns = end.ns - start.ns;
  return {static_cast<std::uint64_t>((elapsed_ns << 32) / (end.ticks - start.ticks)), true};
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
