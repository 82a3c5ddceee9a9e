// How many schedules a second this machine explores.
#pragma once

namespace zramlab {

// Runs a condvar-like pool of streams (the measure that published tools are compared by) and strategies, each with every
// method, a million schedules at most, and prints a line for each: schedules a second of CPU time on one core.
void print_speed();

}  // namespace zramlab
