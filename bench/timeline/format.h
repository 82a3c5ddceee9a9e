// What a timeline is made of in a viewer, whatever the file's format.
#pragma once

#include "engine/platform/virtual/timeline.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

// A viewer's "process" for each kind of track, by its number.
enum class TrackKind : std::uint8_t { cpus = 1, streams = 2, threads = 3 };
inline constexpr std::array<TrackKind, 3> track_kinds = {TrackKind::cpus, TrackKind::streams, TrackKind::threads};
// What the viewer calls it. `machine` is the machine's name.
std::string process_name(TrackKind kind, std::string_view machine);

struct Track {
  TrackKind kind = TrackKind::cpus;
  std::uint32_t number = 0;
};
// "CPU 3".
std::string to_string(const Track& track);

// Makes records into bytes of a file, which has them all after finish().
class TimelineFormat {
 public:
  TimelineFormat() = default;
  TimelineFormat(const TimelineFormat&) = delete;
  TimelineFormat& operator=(const TimelineFormat&) = delete;
  virtual ~TimelineFormat() = default;

  virtual void take(std::span<const TimelineRecord> records) = 0;
  virtual void finish() = 0;
};

// Calls writer.slice(track, record) and writer.arrow(record) for what is to be seen.
template <class Writer>
void show(std::span<const TimelineRecord> records, Writer& writer) {
  for (const TimelineRecord& record : records) {
    switch (record.kind) {
      case TimelineKind::stream_use:
        if (record.argument != 0) writer.slice({TrackKind::streams, record.argument}, record);
        break;
      case TimelineKind::wake_up: writer.arrow(record); break;
      case TimelineKind::sleep: writer.slice({TrackKind::threads, record.thread}, record); break;
      default: writer.slice({TrackKind::cpus, record.cpu}, record);
    }
  }
}

}  // namespace zramlab
