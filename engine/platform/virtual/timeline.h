// What happened on each CPU of a simulated run, and when.
#pragma once

#include "engine/platform/platform.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace zramlab {

enum class TimelineKind : std::uint8_t {
  compress,
  decompress,
  copy,
  scan,
  fill,
  allocate,
  spin,
  sleep,          // of a thread; its CPU does something else
  context_switch,
  idle,
  stream_use,     // argument: the stream's number
  wake_up,        // from `begin` on `cpu` to `end` on the CPU in the argument
};
inline constexpr std::size_t timeline_kinds = 12;
std::string_view to_string(TimelineKind kind);

struct TimelineRecord {
  Ticks begin = 0;  // picoseconds since the run's start
  Ticks end = 0;
  std::uint32_t argument = 0;
  std::uint16_t cpu = 0;
  std::uint16_t thread = 0;
  TimelineKind kind = TimelineKind::idle;
};

// Keeps the first `records_max` records of a run; later ones are counted.
class Timeline {
 public:
  explicit Timeline(std::size_t records_max = std::size_t{1} << 21) : records_max_(records_max) { records_.reserve(records_max); }

  void add(const TimelineRecord& record) {
    if (records_.size() < records_max_) [[likely]] {
      records_.push_back(record);
    } else {
      ++dropped_;
    }
  }
  [[nodiscard]] const std::vector<TimelineRecord>& records() const { return records_; }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  std::size_t records_max_;
  std::vector<TimelineRecord> records_;
  std::uint64_t dropped_ = 0;
};

}  // namespace zramlab
