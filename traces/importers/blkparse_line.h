// One line of blkparse's default output taken apart. Views into the line; no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace zramlab {

// major,minor cpu sequence seconds.fraction pid action rwbs …
struct BlkparseLine {
  std::string_view device;  // "8,0"
  std::uint16_t cpu = 0;
  std::uint64_t time_ns = 0;
  std::uint32_t pid = 0;
  std::string_view action;  // "Q"
  std::string_view rwbs;    // may be missing, as for a message
  std::string_view rest;
};

// False if the line does not have that form.
[[nodiscard]] bool parse_blkparse_line(std::string_view text, BlkparseLine& line);

// Behind the rwbs of Q, D and I: sector + sectors [comm], before which an (elapsed) may stand.
struct BlkparseRequest {
  std::uint64_t sector = 0;
  std::uint64_t sector_count = 0;
  std::string_view comm;
};

[[nodiscard]] bool parse_blkparse_request(std::string_view rest, BlkparseRequest& request);

// A line of the summary that says what was lost: Skips: 2 forward (1,234 -  12.3%)
[[nodiscard]] bool parse_blkparse_skips(std::string_view text, std::uint64_t& gaps, std::uint64_t& events);

}  // namespace zramlab
