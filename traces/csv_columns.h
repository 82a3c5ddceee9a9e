// The columns of the lab's own CSV, written by the exporter and read by the importer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

// In the order in which they are written.
enum class CsvColumn : std::uint8_t {
  time_ns,    // since the first operation
  operation,  // write, read, discard, partial
  slot,
  thread,     // as recorded
  name,       // of the thread
  cpu,        // as recorded
  offset,     // of a partial write, in bytes
  length,
  content,   // number of the distinct page; empty: unknown
  stand_in,  // 1: the recorded content was lost
};

inline constexpr std::array<std::string_view, 10> csv_column_names = {
    "time_ns", "operation", "slot", "thread", "name", "cpu", "offset", "length", "content", "stand_in"};

constexpr std::optional<CsvColumn> csv_column_of(std::string_view name) {
  for (std::size_t i = 0; i < csv_column_names.size(); ++i) {
    if (csv_column_names[i] == name) return static_cast<CsvColumn>(i);
  }
  return std::nullopt;
}

// "time_ns,operation,…"
inline std::string csv_header() {
  std::string header;
  for (const std::string_view name : csv_column_names) {
    if (!header.empty()) header += ',';
    header += name;
  }
  return header;
}

}  // namespace zramlab
