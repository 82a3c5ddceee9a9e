#include "bench/timeline/format.h"

#include <fmt/format.h>

namespace zramlab {

std::string to_string(const Track& track) {
  switch (track.kind) {
    case TrackKind::cpus: return fmt::format("CPU {}", track.number);
    case TrackKind::streams: return fmt::format("stream {}", track.number);
    case TrackKind::threads: break;
  }
  return fmt::format("thread {}", track.number);
}

}  // namespace zramlab
