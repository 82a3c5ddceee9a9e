// How many schedules a second this machine explores.
#pragma once

namespace zramlab {

// Runs a condvar-like pool of streams (the measure that published tools are compared by) and strategies, each with every
// method, for about a second of schedules, and prints a line for each.
void print_speed();

}  // namespace zramlab
