// What a process can leave in the kernel: how each kind is told from others of its name, and how it is removed.
#pragma once

#include "bench/kernel/register.h"

#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

struct ThingKindEntry {
  ThingKind kind;
  std::string_view name;  // in registers
  std::string_view words;
  // Tells the thing that has this name now from others that had it, or will; empty: there is none.
  std::string (*identity)(const std::string& name);
  // nullopt: it is gone. Else why it is not, and what to run.
  std::optional<std::string> (*remove)(const std::string& name);
};

const ThingKindEntry& entry_of(ThingKind kind);

// nullptr: no kind is called that.
const ThingKindEntry* find_thing_kind(std::string_view name);

}  // namespace zramlab
