// What happened on each CPU of a simulated run, and when.
#pragma once

#include "engine/platform/platform.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string_view>
#include <utility>
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

// Hands the first `records_max` records of a run on, half a piece at a time and while they are in the cache; later ones are counted.
// On each CPU, stream and thread they come in the order of their times.
class Timeline {
 public:
  using Taker = std::function<void(std::span<const TimelineRecord>)>;
  static constexpr std::uint64_t default_records_max = std::uint64_t{1} << 21;

  explicit Timeline(Taker taker, std::uint64_t records_max = default_records_max) : taker_(std::move(taker)), records_max_(records_max) {}

  void add(const TimelineRecord& record) {
    piece_[filled_] = record;
    if (++filled_ == piece_.size()) [[unlikely]] hand_over(piece_.size() / 2);
  }
  // What is not handed over yet.
  void finish() { hand_over(filled_); }

  // Work is added before it is known whether the thread can work through it. interrupt() takes back what it would have done on `cpu` after
  // `at`, resume() adds that from `at` on, perhaps on another CPU. Of the last 512 records at least.
  void interrupt(std::uint16_t cpu, std::uint16_t thread, Ticks at);
  void resume(std::uint16_t cpu, std::uint16_t thread, Ticks at);

  [[nodiscard]] bool is_empty() const { return taken_ == 0 && filled_ == 0; }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  struct Interrupted {
    Ticks at = 0;
    std::vector<TimelineRecord> rest;
  };

  void hand_over(std::size_t count);

  Taker taker_;
  std::uint64_t records_max_;
  std::uint64_t taken_ = 0;
  std::uint64_t dropped_ = 0;
  std::size_t filled_ = 0;
  std::map<std::uint16_t, Interrupted> interrupted_;  // by thread
  std::array<TimelineRecord, 1024> piece_;  // as much as an L1 cache
};

}  // namespace zramlab
