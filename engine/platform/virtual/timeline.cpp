#include "engine/platform/virtual/timeline.h"

#include <array>

namespace zramlab {

std::string_view to_string(TimelineKind kind) {
  constexpr std::array<std::string_view, timeline_kinds> names = {
      "compress", "decompress", "copy", "scan", "fill", "allocate", "spin", "sleep", "switch", "idle", "stream use", "wake-up"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace zramlab
