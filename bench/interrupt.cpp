#include "bench/interrupt.h"

#include "engine/base/input_error.h"
#include "traces/output_file.h"

#include <csignal>
#include <string_view>

#include <unistd.h>

namespace zramlab {

std::atomic<bool> interrupt_requested{false};

namespace {

void on_signal(int /*signal*/) {
  if (interrupt_requested.exchange(true)) _exit(static_cast<int>(ExitCode::interrupted));
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
  static_assert(std::atomic<bool>::is_always_lock_free);
  on_interrupts(on_signal);
}

void end_on_interrupts() { on_interrupts(end_on_signal); }

}  // namespace zramlab
