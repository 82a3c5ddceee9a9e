// Threads that measure together, each on a CPU of its own.
#pragma once

#include "engine/base/types.h"

#include <functional>
#include <vector>

namespace zramlab {

struct PinnedTask {
  CpuIndex cpu = 0;
  std::function<void()> run;
};

// Runs every task on a thread of its own, pinned to its CPU, and returns when all have ended. They start together, within the
// time a spinning thread needs to see a flag. A task must not throw.
void run_pinned(const std::vector<PinnedTask>& tasks);

}  // namespace zramlab
