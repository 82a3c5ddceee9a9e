// Random walk: at each step somebody else may go on, with a probability that is drawn for each run.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/random_choices.h"

#include <array>
#include <bit>

namespace zramlab {

// The n-th thread of a mask, from 0.
constexpr ThreadIndex nth_of(ThreadMask mask, std::uint32_t n) {
  for (; n != 0; --n) mask &= mask - 1;
  return static_cast<ThreadIndex>(std::countr_zero(mask));
}

class RandomScheduler final : public Scheduler {
 public:
  explicit RandomScheduler(const ChoiceShares& shares = {}) : choices_(shares) {}

  // For the next run.
  void seed(std::uint64_t seed) {
    choices_.seed(seed);
    gap_ = gaps[choices_.random().below(gaps.size())];
  }

  void begin(ExploredMachine& machine) override { machine_ = &machine; }

  ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) override {
    Random& random = choices_.random();
    const bool is_early = running != no_thread && machine_->steps() < switch_at_;
    if (!is_early) {
      // As long as the mean, give or take all of it.
      switch_at_ = machine_->steps() + 1 + random.below(2 * gap_ - 1);
    }
    machine_->set_ask_at(switch_at_);
    return is_early ? running : nth_of(enabled, random.below(count_of(enabled)));
  }

  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail) override {
    return choices_.pick(choice, options, detail);
  }

 private:
  // How eagerly a run switches is drawn from its seed: bugs of tight interleavings, and bugs in which one thread does much
  // while another stands still, are found by different eagerness. Mean steps between two looks.
  static constexpr std::array<std::uint32_t, 4> gaps{1, 2, 7, 30};

  RandomChoices choices_;
  ExploredMachine* machine_ = nullptr;
  std::uint32_t gap_ = 1;
  std::uint64_t switch_at_ = 0;
};

}  // namespace zramlab
