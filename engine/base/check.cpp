#include "engine/base/check.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace zramlab {

namespace {
std::string replay_line;
thread_local CheckHandler check_handler = nullptr;
}

void set_replay_line(std::string line) { replay_line = std::move(line); }

CheckHandler set_check_handler(CheckHandler handler) { return std::exchange(check_handler, handler); }

void check_failed(const char* expression, const char* file, int line, const char* why) {
  if (check_handler != nullptr) check_handler(fmt::format("{}:{}: check failed: {}\n  {}", file, line, expression, why));
  fmt::print(stderr, "\nzramlab: {}:{}: check failed: {}\n  {}\n", file, line, expression, why);
  if (!replay_line.empty()) fmt::print(stderr, "  replay: {}\n", replay_line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace zramlab
