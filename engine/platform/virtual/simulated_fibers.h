// The fibers of a simulated run, kept for the next one.
#pragma once

#include "engine/platform/platform.h"
#include "engine/platform/virtual/fiber.h"

#include <memory>

namespace zramlab {

class SimulatedMachine;

// A fiber that runs one thread of a run, then one of the next run, and so on.
class SimulatedFiber {
 public:
  static std::unique_ptr<SimulatedFiber> take(SimulatedMachine& machine, ThreadIndex thread);
  // Its thread ended.
  static void give_back(std::unique_ptr<SimulatedFiber> fiber);
  // It stopped in the middle of something: kept for ever, with all that its stack owns.
  static void abandon(std::unique_ptr<SimulatedFiber> fiber);

  SimulatedFiber();
  Fiber fiber;

 private:
  static void work(void* self);

  SimulatedMachine* machine_ = nullptr;
  ThreadIndex thread_ = 0;
};

}  // namespace zramlab
