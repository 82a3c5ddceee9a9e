// A share of the slots, chosen by a hash of their number.
#pragma once

#include "engine/base/random.h"
#include "engine/base/types.h"

#include <cmath>
#include <cstdint>

namespace zramlab {

// As SHARDS samples addresses (Waldspurger et al., Efficient MRC construction with SHARDS, FAST 2015): what is kept keeps all
// its operations, so that reuse, overwrites and what a read finds stay what they were. The same seed chooses the same slots
// in every trace, and the slots of a smaller rate are among those of a larger one.
class SlotSampling {
 public:
  // REQUIRES rate above 0 and up to 1.
  SlotSampling(double rate, std::uint64_t seed)
      : random_(seed), all_(rate >= 1.0), below_(all_ ? 0 : static_cast<std::uint64_t>(std::ldexp(rate, 64))) {}

  [[nodiscard]] bool keeps(SlotIndex slot) const { return all_ || random_.fork(slot)() < below_; }

 private:
  Random random_;
  bool all_;
  std::uint64_t below_;
};

}  // namespace zramlab
