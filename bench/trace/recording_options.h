// Options that importing a recording and making one share.
#pragma once

#include "engine/base/table.h"
#include "traces/import.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace zramlab {

struct LostPagesName {
  std::string_view name;
  LostPages value;
};
inline constexpr std::array lost_pages_names = {
    LostPagesName{"borrow", LostPages::borrow},
    LostPagesName{"skip", LostPages::skip},
};

// An option whose values are the names of a table.
template <class Table, class Value>
void add_named_option(CLI::App& command, const std::string& option, Value& value, const Table& names,
                      const std::string& kind, const std::string& description) {
  command
      .add_option_function<std::string>(
          option, [&value, &names, kind](const std::string& name) { value = find_by_name(names, name, kind).value; },
          description)
      ->type_name(names_of(names));
}

// Whether --device says what the device was called, or means something else.
enum class DescribesDevice : std::uint8_t { no, yes };

// --program, --provenance and so on: texts that the trace keeps.
void add_description_options(CLI::App& command, TraceMetadata& about, DescribesDevice device = DescribesDevice::yes);

}  // namespace zramlab
