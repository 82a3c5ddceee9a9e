// Which slots of a trace belong to which recorded device.
#pragma once

#include "traces/metadata.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Slots first to last, both included.
struct DeviceSlots {
  std::string device;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  friend bool operator==(const DeviceSlots&, const DeviceSlots&) = default;
};

// TraceMetadata::device of a merged trace: "253,1 slots 0-999; 253,2 slots 1000-1999".
std::string device_text(const std::vector<DeviceSlots>& devices);

// What that text says; a text of any other form is one device with all `slot_count` slots; an empty one is none.
std::vector<DeviceSlots> devices_of(std::string_view text, std::uint64_t slot_count);

}  // namespace zramlab
