// The explored world: every schedule is possible, and one is chosen at every step.
#pragma once

#include "engine/platform/virtual/exploration.h"
#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/virtual_platform.h"

namespace zramlab {

using Explored = VirtualPlatform<ExploredMachine>;

static_assert(Platform<Explored>);
static_assert(HasBoundedQueue<Explored>);
static_assert(HasCpuSlots<Explored>);
static_assert(HasCrew<Explored>);

}  // namespace zramlab
