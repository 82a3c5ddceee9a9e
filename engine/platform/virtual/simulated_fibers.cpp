#include "engine/platform/virtual/simulated_fibers.h"

#include "engine/platform/virtual/simulated_machine.h"

#include <mutex>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

// Idle fibers of this operating-system thread.
std::vector<std::unique_ptr<SimulatedFiber>>& idle_fibers() {
  thread_local std::vector<std::unique_ptr<SimulatedFiber>> fibers;
  return fibers;
}

}  // namespace

SimulatedFiber::SimulatedFiber() : fiber(&SimulatedFiber::work, this) {}

void SimulatedFiber::work(void* self) {
  auto& here = *static_cast<SimulatedFiber*>(self);
  while (true) here.machine_->run_thread(here.thread_);
}

std::unique_ptr<SimulatedFiber> SimulatedFiber::take(SimulatedMachine& machine, ThreadIndex thread) {
  std::unique_ptr<SimulatedFiber> fiber;
  if (idle_fibers().empty()) {
    fiber = std::make_unique<SimulatedFiber>();
  } else {
    fiber = std::move(idle_fibers().back());
    idle_fibers().pop_back();
  }
  fiber->machine_ = &machine;
  fiber->thread_ = thread;
  return fiber;
}

void SimulatedFiber::give_back(std::unique_ptr<SimulatedFiber> fiber) { idle_fibers().push_back(std::move(fiber)); }

void SimulatedFiber::abandon(std::unique_ptr<SimulatedFiber> fiber) {
  static std::mutex mutex;
  static auto& abandoned = *new std::vector<std::unique_ptr<SimulatedFiber>>;
  fiber->fiber.keep_reachable();
  const std::lock_guard guard(mutex);
  abandoned.push_back(std::move(fiber));
}

}  // namespace zramlab
