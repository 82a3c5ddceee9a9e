// A machine's profile for people.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <string>

namespace zramlab {

// "4 CPUs".
std::string cpus_text(const MachineProfile& machine);

// Every constant with its source, a line each, on stdout.
void print_machine(const MachineProfile& machine);

}  // namespace zramlab
