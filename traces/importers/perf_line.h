// One line of perf script taken apart. Views into the line; no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace zramlab {

// comm pid[/tid] [cpu] seconds.fraction: [period] subsystem:event: details
struct PerfLine {
  std::string_view comm;  // may hold spaces, '/' and '['
  std::uint32_t tid = 0;
  std::uint16_t cpu = 0;
  std::uint64_t time_ns = 0;
  std::string_view subsystem;  // empty for perf's own records
  std::string_view event;
  std::string_view details;
};

// False if the line does not have that form.
[[nodiscard]] bool parse_perf_line(std::string_view text, PerfLine& line);

}  // namespace zramlab
