// empty: returns at once.
//
// Models   nothing: a baseline, whose time is the harness's own.
// Guards   nothing; it touches neither page nor slot.
// Order    none.
// Trades   everything for a look at the driver.
#pragma once

#include "strategies/strategy.h"

namespace zramlab {

inline constexpr StrategyCard empty_card{
    .name = "empty",
    .models = "baseline: the harness's own cost",
    .summary = "returns at once; nothing is stored, so there is nothing to verify",
    .slot_lock = SlotLockKind::sleeping_bit,
    .stores_pages = false,
};

template <Platform P>
class Empty final : public Strategy<P> {
 public:
  Empty(Streams<P>&, const DeviceOptions&) {}
  Outcome write(WriteSteps<P>&) override { return Outcome::ok; }
  Outcome read(ReadSteps<P>&) override { return Outcome::ok; }
  [[nodiscard]] std::uint64_t idle_streams() const override { return 0; }
};

}  // namespace zramlab
