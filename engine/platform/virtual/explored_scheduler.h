// Scheduler: who chooses, in an explored run.
#pragma once

#include "engine/platform/virtual/explored_choices.h"

namespace zramlab {

class ExploredMachine;

// 1. The machine asks at a step once its `ask_at` is reached (0: at each one), when the running thread cannot go on, and at
//    each choice. What one thread does alone it does not ask about.
// 2. An answer depends on nothing but the scheduler's own state and what the machine tells it, so that a run can be repeated.
class Scheduler {
 public:
  Scheduler() = default;
  virtual ~Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  virtual void begin(ExploredMachine& /*machine*/) {}

  // One of `enabled`, which is not empty. `running` is the thread that asks, or no_thread when it cannot go on.
  virtual ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) = 0;

  // An option below `options`.
  virtual std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail) = 0;
};

}  // namespace zramlab
