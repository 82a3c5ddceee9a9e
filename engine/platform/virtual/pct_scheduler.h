// PCT: random priorities, changed at a few random steps.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/random_choices.h"

#include <algorithm>
#include <array>
#include <bit>

namespace zramlab {

// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010). The thread of highest priority
// that can run does; at depth - 1 steps, drawn in advance, whoever runs becomes the lowest. A bug that needs `depth` ordering
// constraints is found with probability 1 / (threads * steps^(depth - 1)) a run at least.
class PctScheduler final : public Scheduler {
 public:
  static constexpr std::uint32_t depth_max = 8;

  // REQUIRES 1 <= depth <= depth_max.
  PctScheduler(std::uint32_t depth, const ChoiceShares& shares = {}) : choices_(shares), changes_(depth - 1) {}

  // For the next run, expected to be `steps` long.
  void seed(std::uint64_t seed, std::uint64_t steps) {
    choices_.seed(seed);
    const auto range = static_cast<std::uint32_t>(std::max<std::uint64_t>(steps, 1));
    for (std::uint32_t i = 0; i < changes_; ++i) change_at_[i] = 1 + choices_.random().below(range);
    std::sort(change_at_.begin(), change_at_.begin() + changes_);
    next_change_ = 0;
  }

  void begin(ExploredMachine& machine) override {
    machine_ = &machine;
    machine.ask_when_woken(true);
    const ThreadIndex threads = machine.threads();
    for (ThreadIndex thread = 0; thread < threads; ++thread) priority_[thread] = thread + depth_max;
    for (ThreadIndex thread = threads; thread > 1; --thread) {
      std::swap(priority_[thread - 1], priority_[choices_.random().below(thread)]);
    }
  }

  ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) override {
    while (next_change_ < changes_ && machine_->steps() >= change_at_[next_change_]) {
      if (running != no_thread) priority_[running] = changes_ - next_change_ - 1;
      ++next_change_;
    }
    machine_->set_ask_at(next_change_ < changes_ ? change_at_[next_change_] : ~std::uint64_t{0});
    ThreadIndex best = static_cast<ThreadIndex>(std::countr_zero(enabled));
    for (ThreadMask left = enabled & (enabled - 1); left != 0; left &= left - 1) {
      const auto thread = static_cast<ThreadIndex>(std::countr_zero(left));
      if (priority_[thread] > priority_[best]) best = thread;
    }
    return best;
  }

  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail) override {
    return choices_.pick(choice, options, detail);
  }

 private:
  RandomChoices choices_;
  ExploredMachine* machine_ = nullptr;
  std::uint32_t changes_;
  std::uint32_t next_change_ = 0;
  std::array<std::uint64_t, depth_max> change_at_{};
  std::array<std::uint32_t, explored_threads_max> priority_{};  // unique; the highest runs
};

}  // namespace zramlab
