// Choices other than of threads, drawn from a seed.
#pragma once

#include "engine/base/random.h"
#include "engine/platform/platform.h"
#include "engine/platform/virtual/explored_choices.h"

#include <array>

namespace zramlab {

inline constexpr std::size_t fault_kinds = 4;  // the enumerators of Fault

// How often each kind of choice does not take option 0.
struct ChoiceShares {
  // How often P::fails answers yes, by kind.
  std::array<double, fault_kinds> fault_share{};
  // How often a compare_exchange_weak fails, a sleep ends and a spin on an owner is given up for no reason.
  double spurious_share = 0.02;
  // How often a thread that looks at its CPU finds itself on another.
  double migration_share = 0.05;
  // How often a load that may be stale is.
  double stale_share = 0.2;
};

class RandomChoices {
 public:
  explicit RandomChoices(const ChoiceShares& shares) : shares_(shares) {}

  void seed(std::uint64_t seed) { random_ = Random(seed); }
  Random& random() { return random_; }

  // REQUIRES options > 1. `detail` is the Fault of a Choice::fault.
  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail) {
    if (choice == Choice::waiter) return random_.below(options);
    const double share = share_of(choice, detail);
    if (share <= 0 || !random_.chance(share)) return 0;
    return options == 2 ? 1 : 1 + random_.below(options - 1);
  }

 private:
  [[nodiscard]] double share_of(Choice choice, std::uint32_t detail) const {
    switch (choice) {
      case Choice::cpu: return shares_.migration_share;
      case Choice::stale: return shares_.stale_share;
      case Choice::fault: return shares_.fault_share[detail];
      default: return shares_.spurious_share;
    }
  }

  ChoiceShares shares_;
  Random random_{0};
};

}  // namespace zramlab
