// Random walk: at each step somebody else may go on, with a probability that is drawn for each run.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/random_choices.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zramlab {

// Where the n-th one of each byte is.
inline constexpr auto nth_bits = [] {
  std::array<std::array<std::uint8_t, 8>, 256> bits{};
  for (std::uint32_t byte = 0; byte < bits.size(); ++byte) {
    std::size_t found = 0;
    for (std::uint8_t position = 0; position < 8; ++position) {
      if ((byte >> position & 1) != 0) bits[byte][found++] = position;
    }
  }
  return bits;
}();

// The n-th thread of a mask, from 0. Looked up: how often a loop goes round nobody can foresee.
constexpr ThreadIndex nth_of(ThreadMask mask, std::uint32_t n) {
  const std::uint32_t in_low = count_of(mask & 0xff);
  return n < in_low ? nth_bits[mask & 0xff][n] : 8 + nth_bits[mask >> 8][n - in_low];
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
