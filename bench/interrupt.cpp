#include "bench/interrupt.h"

#include "engine/base/input_error.h"

#include <csignal>

#include <unistd.h>

namespace zramlab {

std::atomic<bool> interrupt_requested{false};

namespace {

void on_signal(int /*signal*/) {
  if (interrupt_requested.exchange(true)) _exit(static_cast<int>(ExitCode::interrupted));
}

}  // namespace

void catch_interrupts() {
  static_assert(std::atomic<bool>::is_always_lock_free);
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace zramlab
