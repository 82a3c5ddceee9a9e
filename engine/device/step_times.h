// Where an operation's time goes, step by step.
#pragma once

#include "engine/platform/platform.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zramlab {

// The seven steps of a write, as the 2014 message draws them. A strategy needs no clock of its own: the time between two
// steps that the device does is what the strategy did, so the gap before compress is "get" (the stream wait) and the gap
// before publish is "put".
enum class Step : std::uint8_t { prepare, get, compress, allocate, copy, put, publish };
inline constexpr std::size_t step_count = 7;
inline constexpr std::array<std::string_view, step_count> step_names{"prepare", "get", "compress", "allocate",
                                                                     "copy",    "put", "publish"};

// One operation's times in ticks. Taking them costs about eight looks at the clock, 20 ns each here, so a driver asks for them
// on some operations only.
struct StepTimes {
  std::array<Ticks, step_count> ticks{};

  [[nodiscard]] Ticks of(Step step) const { return ticks[static_cast<std::size_t>(step)]; }
};

// Gives the time since the last look to a step. Costs one branch when there is nowhere to write it.
template <Platform P>
class StepClock {
 public:
  explicit StepClock(StepTimes* times) : times_(times), last_(times != nullptr ? P::now_ordered() : 0) {}

  void lap(Step step) {
    if (times_ == nullptr) [[likely]] return;
    const Ticks now = P::now_ordered();
    times_->ticks[static_cast<std::size_t>(step)] += now - last_;
    last_ = now;
  }

 private:
  StepTimes* times_;
  Ticks last_;
};

}  // namespace zramlab
