#include "engine/base/units.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <span>

namespace zramlab {

namespace {

struct Unit {
  std::string_view suffix;
  double factor;
};

// Splits "1.5GiB" into 1.5 and the unit called "GiB". Negative and absurd numbers are refused.
std::uint64_t parse_scaled(std::string_view text, std::string_view option, std::span<const Unit> units,
                           std::string_view example) {
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  const bool starts_well = !copy.empty() && (std::isdigit(static_cast<unsigned char>(copy[0])) != 0);
  const std::string_view suffix = text.substr(static_cast<std::size_t>(end - copy.c_str()));
  if (starts_well && std::isfinite(number)) {
    for (const Unit& unit : units) {
      const double value = number * unit.factor;
      if (unit.suffix == suffix && value < 9e18) return static_cast<std::uint64_t>(std::llround(value));
    }
  }
  throw usage_error(fmt::format("{}: cannot read '{}'; write it as in {}", option, text, example));
}

}  // namespace

std::uint64_t parse_bytes(std::string_view text, std::string_view option) {
  static constexpr double k = 1024.0;
  static constexpr std::array<Unit, 14> units{{{"", 1}, {"B", 1},
      {"K", k}, {"KiB", k}, {"k", k},
      {"M", k * k}, {"MiB", k * k}, {"m", k * k},
      {"G", k * k * k}, {"GiB", k * k * k}, {"g", k * k * k},
      {"T", k * k * k * k}, {"TiB", k * k * k * k}, {"t", k * k * k * k}}};
  return parse_scaled(text, option, units, "4096, 64M or 2GiB");
}

std::uint64_t parse_duration_ns(std::string_view text, std::string_view option) {
  static constexpr std::array<Unit, 7> units{
      {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}, {"m", 60e9}, {"h", 3600e9}}};
  return parse_scaled(text, option, units, "500ms, 10s or 2m");
}

std::uint64_t parse_count(std::string_view text, std::string_view option) {
  static constexpr std::array<Unit, 6> units{{{"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"m", 1e6}, {"G", 1e9}}};
  return parse_scaled(text, option, units, "1500, 20k or 3M");
}

std::string format_bytes(double bytes) {
  static constexpr std::array<std::string_view, 5> names{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024.0 && unit + 1 < names.size()) {
    bytes /= 1024.0;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.1f} {}", bytes, names[unit]);
}

std::string format_ns(double nanoseconds) {
  static constexpr std::array<std::string_view, 4> names{"ns", "us", "ms", "s"};
  std::size_t unit = 0;
  while (nanoseconds >= 1000.0 && unit + 1 < names.size()) {
    nanoseconds /= 1000.0;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} ns", nanoseconds) : fmt::format("{:.2f} {}", nanoseconds, names[unit]);
}

}  // namespace zramlab
