// What the tests of the kernel's zram share: a reason to skip, registers of their own, and processes that die.
#pragma once

#include "bench/kernel/zram_device.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

// Where the kernel cannot be asked, the test says why and what to run, and counts as skipped.
#define SKIP_WITHOUT_ZRAM(algorithm)                                                            \
  do {                                                                                          \
    if (const auto missing = ::zramlab::missing_for_zram(algorithm)) GTEST_SKIP() << *missing;  \
  } while (false)

namespace zramlab::test {

inline constexpr const char* tested_algorithm = "lz4";

// Does `work` in a process of its own that then is killed, as by kill -9: no destructor runs. `work` is over before this returns.
inline void in_killed_process(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the process ended by itself: " << status;
}

}  // namespace zramlab::test
