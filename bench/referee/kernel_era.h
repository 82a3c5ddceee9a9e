// The era of the engine that stands for a kernel.
#pragma once

#include "bench/kernel/kernel_version.h"
#include "engine/pool/era.h"

#include <string>

namespace zramlab {

struct KernelEra {
  std::string name;       // as --era takes it: "6.1", or "newest"
  Era era;
  bool is_newer = false;  // than any that the engine was compared with
};

// THROWS InputError (usage), naming --era, for a kernel that the engine does not know and that is no newer one.
KernelEra era_of_kernel(const KernelVersion& kernel);

}  // namespace zramlab
