#include "bench/referee/kernel_era.h"

namespace zramlab {

KernelEra era_of_kernel(const KernelVersion& kernel) {
  constexpr Era newest{};
  const bool is_newer = kernel.at_least(newest.major, newest.minor + 1);
  return is_newer ? KernelEra{"newest", newest, true} : KernelEra{kernel.name(), era_of(kernel.name()), false};
}

}  // namespace zramlab
