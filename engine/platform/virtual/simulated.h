// The simulated world: N virtual CPUs in virtual time.
#pragma once

#include "engine/platform/virtual/simulated_machine.h"
#include "engine/platform/virtual/virtual_platform.h"

namespace zramlab {

using Simulated = VirtualPlatform<SimulatedMachine>;

static_assert(Platform<Simulated>);
static_assert(HasBoundedQueue<Simulated>);

}  // namespace zramlab
