// Keeps a thread on one CPU for a while.
#pragma once

#include "engine/base/types.h"

#include <sched.h>

namespace zramlab {

// The calling thread stays on `cpu` while one of these lives; where the kernel refuses, it stays free.
class Pinned {
 public:
  explicit Pinned(CpuIndex cpu);
  ~Pinned();
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

 private:
  cpu_set_t before_;
};

}  // namespace zramlab
