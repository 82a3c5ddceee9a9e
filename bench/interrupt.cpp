#include "bench/interrupt.h"

#include "engine/base/input_error.h"
#include "traces/output_file.h"

#include <csignal>
#include <cstdint>
#include <ctime>
#include <string_view>

#include <unistd.h>

namespace zramlab {

std::atomic<bool> interrupt_requested{false};

namespace {

std::uint64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);  // signal handlers may call it
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

std::atomic<std::uint64_t> requested_at_ns{0};

// timeout(1) and shells signal the program and then its group: what comes at once is the same request, and must not cost what was measured.
void on_signal(int /*signal*/) {
  constexpr std::uint64_t same_request_ns = 300'000'000;
  const std::uint64_t now = now_ns();
  std::uint64_t first = 0;
  if (requested_at_ns.compare_exchange_strong(first, now)) {
    interrupt_requested = true;
  } else if (now > first + same_request_ns) {
    _exit(static_cast<int>(ExitCode::interrupted));
  }
}

void end_on_signal(int /*signal*/) {
  remove_unfinished_files();
  constexpr std::string_view message = "bench: interrupted; no unfinished file is left\n";
  static_cast<void>(!::write(STDERR_FILENO, message.data(), message.size()));
  _exit(static_cast<int>(ExitCode::interrupted));
}

void on_interrupts(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

void catch_interrupts() {
  static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free);
  on_interrupts(on_signal);
}

void end_on_interrupts() { on_interrupts(end_on_signal); }

}  // namespace zramlab
