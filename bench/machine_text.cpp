#include "bench/machine_text.h"

#include <fmt/format.h>

namespace zramlab {

std::string cpus_text(const MachineProfile& machine) {
  return fmt::format("{} CPU{}", machine.cpus.size(), machine.cpus.size() == 1 ? "" : "s");
}

void print_machine(const MachineProfile& machine) {
  fmt::print("{}  {}: {}\n", machine.name, cpus_text(machine), machine.description);
  for (const Constant& constant : constants_of(machine)) {
    fmt::print("  {:<32}{:<10} {}\n", constant.name, constant.value, constant.source);
  }
}

}  // namespace zramlab
