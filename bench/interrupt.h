// Ctrl-C and SIGTERM.
#pragma once

#include <atomic>

namespace zramlab {

// Set by the signal handler; a second signal, if it does not come with the first, ends the program at once.
extern std::atomic<bool> interrupt_requested;

// Workers stop at their next operation, what was measured is kept.
void catch_interrupts();

// For commands that have nothing to keep: the program ends at once (130), and no half-written file stays.
void end_on_interrupts();

}  // namespace zramlab
