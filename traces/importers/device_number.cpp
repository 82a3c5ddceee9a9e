#include "traces/importers/device_number.h"

#include <fmt/format.h>

namespace zramlab {

std::string_view DeviceNumber::text_of(std::uint32_t major, std::uint32_t minor) {
  if (text_.empty() || major != major_ || minor != minor_) {
    major_ = major;
    minor_ = minor;
    text_ = fmt::format("{},{}", major, minor);
  }
  return text_;
}

std::string_view DeviceNumber::text_of_any(std::uint32_t number) {
  if (number >= std::uint32_t{1} << 20) return text_of_kernel(number);
  return text_of(number >> 8, number & 0xff);
}

}  // namespace zramlab
