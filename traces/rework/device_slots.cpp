#include "traces/rework/device_slots.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace zramlab {
namespace {

constexpr std::string_view slots_word = " slots ";
constexpr std::string_view separator = "; ";

// Takes a whole number off the front.
bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// "253,1 slots 0-999"
std::optional<DeviceSlots> parse_one(std::string_view text) {
  const std::size_t at = text.rfind(slots_word);
  if (at == std::string_view::npos) return std::nullopt;
  DeviceSlots one;
  one.device = text.substr(0, at);
  text.remove_prefix(at + slots_word.size());
  if (!take_number(text, one.first) || !text.starts_with('-')) return std::nullopt;
  text.remove_prefix(1);
  if (!take_number(text, one.last) || !text.empty() || one.last < one.first) return std::nullopt;
  return one;
}

}  // namespace

std::string device_text(const std::vector<DeviceSlots>& devices) {
  std::string text;
  for (const DeviceSlots& one : devices) {
    text += fmt::format("{}{}{}{}-{}", text.empty() ? "" : separator, one.device, slots_word, one.first, one.last);
  }
  return text;
}

std::vector<DeviceSlots> devices_of(std::string_view text, std::uint64_t slot_count) {
  if (text.empty() || slot_count == 0) return {};
  std::vector<DeviceSlots> devices;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(separator);
    const std::optional<DeviceSlots> one = parse_one(rest.substr(0, end));
    if (!one) return {{std::string(text), 0, slot_count - 1}};
    devices.push_back(*one);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  }
  return devices;
}

}  // namespace zramlab
