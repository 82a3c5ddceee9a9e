#include "engine/platform/virtual/timeline.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace zramlab {

std::string_view to_string(TimelineKind kind) {
  constexpr std::array<std::string_view, timeline_kinds> names = {
      "compress", "decompress", "copy", "scan", "fill", "allocate", "spin", "sleep", "switch", "idle", "stream use", "wake-up"};
  return names[static_cast<std::size_t>(kind)];
}

void Timeline::hand_over() {
  const std::uint64_t fitting = std::min<std::uint64_t>(filled_, records_max_ - taken_);
  if (fitting != 0) taker_({piece_.data(), static_cast<std::size_t>(fitting)});
  taken_ += fitting;
  dropped_ += filled_ - fitting;
  filled_ = 0;
}

}  // namespace zramlab
