// Look-up in the project's extension tables: constexpr arrays of entries with a `name`.
#pragma once

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace zramlab {

// "a, b, c": the names a table holds, in its order.
template <class Table>
std::string names_of(const Table& table) {
  std::string names;
  for (const auto& entry : table) {
    if (!names.empty()) names += ", ";
    names += entry.name;
  }
  return names;
}

// The entry called `name`, or nullptr.
template <class Table>
auto find_in(const Table& table, std::string_view name) -> decltype(&*table.begin()) {
  for (const auto& entry : table) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

// The entry called `name`. THROWS InputError (usage) that prints the names there are;
// `kind` is what the table holds, as the user would call it: "strategy", "codec".
template <class Table>
auto& find_by_name(const Table& table, std::string_view name, std::string_view kind) {
  if (const auto* entry = find_in(table, name)) return *entry;
  throw usage_error(fmt::format("no {} is called '{}'; there are: {}", kind, name, names_of(table)));
}

}  // namespace zramlab
