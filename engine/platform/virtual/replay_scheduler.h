// Replay: a run again, by what was decided in it.
#pragma once

#include "engine/platform/virtual/explored_machine.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace zramlab {

// A decision that cannot be carried out where it applies is passed over, so that a run can be replayed with some left out.
class ReplayScheduler final : public Scheduler {
 public:
  explicit ReplayScheduler(std::vector<Decision> decisions) : decisions_(std::move(decisions)) {}

  void begin(ExploredMachine& machine) override { machine_ = &machine; }

  ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) override {
    const ThreadIndex asks = machine_->thread();
    const Decision* const found =
        asks == no_thread ? find(Decision::at_start, 0, true) : find(asks, machine_->point(asks), true);
    if (found != nullptr && (enabled >> found->taken & 1) != 0) return found->taken;
    return running != no_thread ? running : static_cast<ThreadIndex>(std::countr_zero(enabled));
  }

  std::uint32_t pick(Choice, std::uint32_t options, std::uint32_t) override {
    const Decision* const found = find(machine_->thread(), machine_->point(machine_->thread()), false);
    return found != nullptr && found->taken < options ? found->taken : 0;
  }

 private:
  [[nodiscard]] const Decision* find(ThreadIndex thread, std::uint32_t point, bool is_switch) const {
    const auto found = std::find_if(decisions_.begin(), decisions_.end(), [&](const Decision& decision) {
      return decision.thread == thread && decision.point == point && decision.is_switch == is_switch;
    });
    return found != decisions_.end() ? &*found : nullptr;
  }

  std::vector<Decision> decisions_;
  ExploredMachine* machine_ = nullptr;
};

}  // namespace zramlab
