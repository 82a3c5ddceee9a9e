// Assertions that are on in every build: a programmer's error prints where it is and how to replay
// it, then aborts. The checked expression must have no side effect.
#pragma once

#include <string>

namespace zramlab {

// What a failed check prints as the way to replay it: a command line, a seed. Process-wide; set
// before threads start.
void set_replay_line(std::string line);

// Where a failed check of this thread goes instead of stderr and abort(): to a world that reports it as a finding. Must not
// return. nullptr: to nobody. Returns who was there before.
using CheckHandler = void (*)(std::string message);
CheckHandler set_check_handler(CheckHandler handler);

[[noreturn]] void check_failed(const char* expression, const char* file, int line, const char* why);

}  // namespace zramlab

#define ZRAMLAB_CHECK(expression, why)                                           \
  do {                                                                           \
    if (!(expression)) [[unlikely]] {                                            \
      ::zramlab::check_failed(#expression, __FILE__, __LINE__, why);             \
    }                                                                            \
  } while (false)
