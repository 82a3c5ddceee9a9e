#include "bench/timeline/format.h"

#include <fmt/format.h>

namespace zramlab {

std::string process_name(TrackKind kind, std::string_view machine) {
  switch (kind) {
    case TrackKind::cpus: return fmt::format("CPUs of {}", machine);
    case TrackKind::streams: return "streams";
    case TrackKind::threads: break;
  }
  return "threads that sleep";
}

std::string to_string(const Track& track) {
  switch (track.kind) {
    case TrackKind::cpus: return fmt::format("CPU {}", track.number);
    case TrackKind::streams: return fmt::format("stream {}", track.number);
    case TrackKind::threads: break;
  }
  return fmt::format("thread {}", track.number);
}

}  // namespace zramlab
