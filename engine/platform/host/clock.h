// The cheapest monotonic clock of the machine, in ticks.
#pragma once

#include <cstdint>

namespace zramlab::host {

__extension__ using uint128 = unsigned __int128;

// How ticks become nanoseconds: ns = ticks * multiplier / 2^32. Set once, before main.
struct TickScale {
  std::uint64_t multiplier;
  bool uses_counter;  // the CPU's cycle counter; false: clock_gettime in nanoseconds
};
extern const TickScale tick_scale;

std::uint64_t clock_ns();

// The CPU's counter; the clock where it has none.
inline std::uint64_t counter() {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();  // not <x86intrin.h>, which takes a second to read
#elif defined(__aarch64__)
  std::uint64_t ticks = 0;
  asm volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#else
  return clock_ns();
#endif
}

// Ticks now. Not serialising: a few instructions on either side may be counted in or out.
inline std::uint64_t now() {
  if (tick_scale.uses_counter) [[likely]] return counter();
  return clock_ns();
}

// As now(), but once all earlier loads are done: for the border between two pieces of work that lie close together.
inline std::uint64_t now_ordered() {
#if defined(__x86_64__)
  if (tick_scale.uses_counter) [[likely]] {
    unsigned ignored = 0;
    return __builtin_ia32_rdtscp(&ignored);
  }
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
  return now();
}

inline std::uint64_t to_ns(std::uint64_t ticks) {
  return static_cast<std::uint64_t>((static_cast<uint128>(ticks) * tick_scale.multiplier) >> 32);
}

// "tsc", "cntvct" or "clock_gettime": which one now() reads.
const char* clock_name();

}  // namespace zramlab::host
