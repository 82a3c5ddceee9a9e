// The profiles in machines/, which the build puts into the program (cmake/embed_machines.cmake).
#pragma once

#include <span>
#include <string_view>

namespace zramlab {

struct ShippedMachine {
  std::string_view name;
  std::string_view json;
};

// By name, ascending.
std::span<const ShippedMachine> shipped_machines();

}  // namespace zramlab
