#include "engine/platform/virtual/timeline.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace zramlab {

namespace {
// What a thread is charged for, and the use of a stream that it may be.
bool is_work(TimelineKind kind) { return kind <= TimelineKind::allocate || kind == TimelineKind::stream_use; }
}

std::string_view to_string(TimelineKind kind) {
  constexpr std::array<std::string_view, timeline_kinds> names = {
      "compress", "decompress", "copy", "scan", "fill", "allocate", "spin", "sleep", "switch", "idle", "stream use", "wake-up"};
  return names[static_cast<std::size_t>(kind)];
}

void Timeline::interrupt(std::uint16_t cpu, std::uint16_t thread, Ticks at) {
  Interrupted& interrupted = interrupted_[thread];
  interrupted = {at, {}};
  std::size_t kept = 0;
  for (std::size_t i = 0; i < filled_; ++i) {
    TimelineRecord record = piece_[i];
    if (is_work(record.kind) && record.cpu == cpu && record.thread == thread && record.end > at) {
      interrupted.rest.push_back(record);
      interrupted.rest.back().begin = std::max(record.begin, at);
      if (record.begin >= at) continue;
      record.end = at;
    }
    piece_[kept++] = record;
  }
  filled_ = kept;
}

void Timeline::resume(std::uint16_t cpu, std::uint16_t thread, Ticks at) {
  const auto node = interrupted_.extract(thread);
  if (node.empty()) return;
  const Interrupted& interrupted = node.mapped();
  for (TimelineRecord record : interrupted.rest) {
    record.begin += at - interrupted.at;
    record.end += at - interrupted.at;
    record.cpu = cpu;
    add(record);
  }
}

void Timeline::hand_over(std::size_t count) {
  const std::uint64_t fitting = std::min<std::uint64_t>(count, records_max_ - taken_);
  if (fitting != 0) taker_({piece_.data(), static_cast<std::size_t>(fitting)});
  taken_ += fitting;
  dropped_ += count - fitting;
  std::copy(piece_.data() + count, piece_.data() + filled_, piece_.data());
  filled_ -= count;
}

}  // namespace zramlab
