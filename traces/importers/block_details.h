// What the kernel prints behind the name of a block event, taken apart. No allocation.
#pragma once

#include "traces/importers/block_events.h"
#include "traces/importers/device_number.h"

#include <cstdint>
#include <string_view>

namespace zramlab {

struct BlockDetails {
  std::string_view device;  // "253,1"
  std::string_view rwbs;    // "WS"
  std::uint64_t sector = 0;
  std::uint64_t sector_count = 0;
  std::string_view comm;
};

// Views into the text, and the device's into itself until the next call.
class BlockDetailsParser {
 public:
  // Either of
  //   major,minor rwbs [bytes (command)] sector + sectors [priority] [comm]
  //   dev=… sector=… nr_sector=… rwbs=… comm=… in any order, as perfetto prints them
  // False if the details have neither form.
  [[nodiscard]] bool parse(EventKind kind, std::string_view details, BlockDetails& parsed);

 private:
  [[nodiscard]] bool parse_pairs(std::string_view details, BlockDetails& parsed);
  [[nodiscard]] bool parse_device(std::string_view value, BlockDetails& parsed);

  DeviceNumber device_;
};

// Fills in what the details say of a request.
void apply(const BlockDetails& details, BlockRequest& request);

}  // namespace zramlab
