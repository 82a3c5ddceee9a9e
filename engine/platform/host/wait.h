// Spinning and sleeping on a word.
#pragma once

#include "engine/platform/host/clock.h"

#include <atomic>
#include <cstdint>

namespace zramlab::host {

// Tells the CPU that this is a spinning loop.
inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void yield();

// A spinlock's holder cannot be preempted in the kernel; here it can, and then spinning only delays it. After
// this many pauses (about 10 us at 40 ns each, twice the longest section guarded by a spinlock) the CPU is offered
// to whoever wants it. With threads <= CPUs that happens to nobody.
class Spinner {
 public:
  void pause() {
    if (++spins_ < spins_before_yield) {
      host::pause();
    } else {
      yield();
    }
  }

 private:
  static constexpr std::uint32_t spins_before_yield = 256;
  std::uint32_t spins_ = 0;
};

// How long a mutex spins on an owner that seems to be running: the owner may be off its CPU without our knowing, when a
// third thread runs there. 100 us is five zstd page compressions.
inline std::uint64_t spin_ticks_max() {
  constexpr std::uint64_t spin_ns_max = 100'000;
  static const std::uint64_t ticks = (spin_ns_max << 32) / tick_scale.multiplier;
  return ticks;
}

// For whoever pins threads: no other thread of this program wants the caller's CPU.
extern thread_local constinit bool has_cpu_to_itself;

// Sleeps while `time` is far and spins when it is near, so that the caller is there within some 100 ns; where other threads of the
// program may want the CPU it offers it to them in between. Returns after at most 10 ms, so that the caller can look around.
void sleep_until(std::uint64_t time);

inline constexpr int everyone = 0x7fffffff;

// Sleeps while word == value, until a wake; may return for no reason.
void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t value);
void futex_wake(const std::atomic<std::uint32_t>& word, int count);

}  // namespace zramlab::host
