// What a register's text says is left of its process's things.
#pragma once

#include "bench/kernel/register.h"

#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// A thing that was announced and is not gone.
struct RegisteredThing {
  std::uint64_t claim = 0;
  ThingKind kind = ThingKind::zram_device;
  std::string name;
  std::string identity;  // empty: the process died before it said that the thing is there

  bool operator==(const RegisteredThing&) const = default;
};

// The first line.
std::string register_head(std::string_view boot);

// In the order of their announcement; nothing of another boot's register. A last line that has no end was never written, and a line that
// says nothing is left out: registers are read as they are found.
std::vector<RegisteredThing> things_in(std::string_view text, std::string_view boot);

}  // namespace zramlab
