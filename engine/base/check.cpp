#include "engine/base/check.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace zramlab {

namespace {
std::string replay_line;
}

void set_replay_line(std::string line) { replay_line = std::move(line); }

void check_failed(const char* expression, const char* file, int line, const char* why) {
  fmt::print(stderr, "\nzramlab: {}:{}: check failed: {}\n  {}\n", file, line, expression, why);
  if (!replay_line.empty()) fmt::print(stderr, "  replay: {}\n", replay_line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace zramlab
