#include "engine/platform/host/wait.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace zramlab::host {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

namespace {

// A sleep ended 5 to 12 us late at the median and 10 to 20 us at p90; with the default timer slack it was 55 and 62 (two-CPU guest
// with other load, 2026-11).
constexpr std::uint64_t sleep_margin_ns = 50'000;
// A yield to nobody takes 0.3 to 1.2 us there.
constexpr std::uint64_t yield_margin_ns = 5'000;
constexpr std::uint64_t sleep_ns_max = 10'000'000;

void sleep_for(std::uint64_t length_ns) {
  // Timers of a thread may be late by its slack, 50 us unless it says otherwise.
  static thread_local const int slack [[maybe_unused]] = prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  const timespec length{.tv_sec = 0, .tv_nsec = static_cast<long>(std::min(length_ns, sleep_ns_max))};
  nanosleep(&length, nullptr);
}

}  // namespace

void yield() { sched_yield(); }

void sleep_until(std::uint64_t time) {
  for (std::uint64_t at = now(); at < time; at = now()) {
    const std::uint64_t left_ns = to_ns(time - at);
    if (left_ns > sleep_margin_ns) return sleep_for(left_ns - sleep_margin_ns);
    if (left_ns > yield_margin_ns) {
      yield();
    } else {
      pause();
    }
  }
}

void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

void futex_wake(const std::atomic<std::uint32_t>& word, int count) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

}  // namespace zramlab::host
