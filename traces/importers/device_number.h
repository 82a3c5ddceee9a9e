// Device numbers as text: "253,1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zramlab {

// Remembers the last one, since a recording is mostly of one device.
class DeviceNumber {
 public:
  // The view holds until the next call.
  std::string_view text_of(std::uint32_t major, std::uint32_t minor);

  // `number` is as the kernel holds it (major << 20 | minor).
  std::string_view text_of_kernel(std::uint32_t number) { return text_of(number >> 20, number & 0xfffff); }

  // `number` is as the kernel or as stat(2) holds it, as which perfetto passes it on: below 2^20 it
  // can only be stat's.
  std::string_view text_of_any(std::uint32_t number);

 private:
  std::uint32_t major_ = 0;
  std::uint32_t minor_ = 0;
  std::string text_;
};

}  // namespace zramlab
