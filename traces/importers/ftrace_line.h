// One line of tracefs text taken apart. Views into the line; no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace zramlab {

// comm-pid [(tgid)] [cpu] [flags] seconds.fraction: event: details
struct FtraceLine {
  std::string_view comm;  // may hold spaces, '-' and ']'; "<...>" where the kernel had forgotten it
  std::uint32_t pid = 0;
  std::uint16_t cpu = 0;
  std::uint64_t time_ns = 0;
  std::string_view event;
  std::string_view details;
};

// False if the line does not have that form.
[[nodiscard]] bool parse_ftrace_line(std::string_view text, FtraceLine& line);

// A line that says that the ring buffer of a CPU overflowed: CPU:1 [LOST 17 EVENTS]
struct LostEvents {
  bool is_counted = false;  // the kernel does not always know how many
  std::uint64_t count = 0;
};

[[nodiscard]] bool parse_lost_events(std::string_view text, LostEvents& lost);

}  // namespace zramlab
