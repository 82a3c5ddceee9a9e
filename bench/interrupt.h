// Ctrl-C and SIGTERM: workers stop at their next operation, what was measured is kept.
#pragma once

#include <atomic>

namespace zramlab {

// Set by the signal handler; a second signal ends the program at once.
extern std::atomic<bool> interrupt_requested;

void catch_interrupts();

}  // namespace zramlab
