// Assertions that are on in every build: a programmer's error prints where it is and how to replay
// it, then aborts. The checked expression must have no side effect.
#pragma once

#include <string>

namespace zramlab {

// What a failed check prints as the way to replay it: a command line, a seed. Process-wide; set
// before threads start.
void set_replay_line(std::string line);

[[noreturn]] void check_failed(const char* expression, const char* file, int line, const char* why);

}  // namespace zramlab

#define ZRAMLAB_CHECK(expression, why)                                           \
  do {                                                                           \
    if (!(expression)) [[unlikely]] {                                            \
      ::zramlab::check_failed(#expression, __FILE__, __LINE__, why);             \
    }                                                                            \
  } while (false)
