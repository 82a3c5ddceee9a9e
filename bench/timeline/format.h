// What a timeline is made of in a viewer, whatever the file's format.
#pragma once

#include "engine/platform/virtual/timeline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

// A viewer's "process" for each kind of track.
enum class TrackKind : std::uint8_t { cpus = 1, streams = 2, threads = 3 };
inline constexpr std::array<TrackKind, 3> track_kinds = {TrackKind::cpus, TrackKind::streams, TrackKind::threads};

struct Track {
  TrackKind kind = TrackKind::cpus;
  std::uint32_t number = 0;
};
// "CPU 3".
std::string to_string(const Track& track);

// The tracks that have been seen.
class SeenTracks {
 public:
  // Whether it is new.
  bool insert(const Track& track) {
    std::vector<bool>& seen = seen_[static_cast<std::size_t>(track.kind) - 1];
    if (track.number < seen.size() && seen[track.number]) [[likely]] return false;
    if (track.number >= seen.size()) seen.resize(track.number + std::size_t{1});
    seen[track.number] = true;
    return true;
  }

 private:
  std::array<std::vector<bool>, track_kinds.size()> seen_;
};

// Makes records into bytes of a file; nothing is written before the first call, and everything with finish().
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
