// Happens-before among the threads of a virtual run, and the data races it convicts.
#pragma once

#include "engine/platform/virtual/explored_options.h"

#include <array>
#include <bit>
#include <cstdint>
#include <source_location>

namespace zramlab {

using Place = std::source_location;

// How much of each thread's past is known here. Most runs have few threads: whoever works on whole clocks says how many lanes of four threads
// there are, the same in all of a run. What lies beyond is not read.
class VectorClock {
 public:
  // Signed, because the compiler's widest common instructions compare so.
  using Time = std::int32_t;

  static constexpr std::size_t lanes_of(ThreadIndex threads) { return (threads + lane_threads - 1) / lane_threads; }

  [[nodiscard]] Time of(ThreadIndex thread) const { return lanes_[thread / lane_threads][thread % lane_threads]; }
  // A whole lane, because that is how it is read next: a processor cannot forward a part of it from a store that is on its way.
  void advance(ThreadIndex thread) {
    constexpr std::array<Lane, lane_threads> ones{Lane{1, 0, 0, 0}, Lane{0, 1, 0, 0}, Lane{0, 0, 1, 0}, Lane{0, 0, 0, 1}};
    lanes_[thread / lane_threads] += ones[thread % lane_threads];
  }
  void join(const VectorClock& other, std::size_t lanes) {
    for (std::size_t i = 0; i < lanes; ++i) lanes_[i] = lanes_[i] > other.lanes_[i] ? lanes_[i] : other.lanes_[i];
  }
  void assign(const VectorClock& other, std::size_t lanes) {
    for (std::size_t i = 0; i < lanes; ++i) lanes_[i] = other.lanes_[i];
  }
  void clear(std::size_t lanes) {
    for (std::size_t i = 0; i < lanes; ++i) lanes_[i] = Lane{};
  }

 private:
  static constexpr ThreadIndex lane_threads = 4;
  using Lane [[gnu::vector_size(lane_threads * sizeof(Time))]] = Time;

  std::array<Lane, explored_threads_max / lane_threads> lanes_{};
};

// One access to plain data: who, when by its own clock, and where in the source.
struct PlainAccess {
  ThreadIndex thread = 0;
  VectorClock::Time time = 0;
  bool is_write = false;
  Place place;
};

// The last write to one piece of plain data, and each thread's last read since.
class RaceHistory {
 public:
  void clear() {
    write_.time = 0;
    readers_ = 0;
  }

  // Whether this thread's last access was the same at the same time: then there is nothing to add.
  [[nodiscard]] bool repeats(ThreadIndex thread, VectorClock::Time time, bool is_write) const {
    const bool wrote_last = write_.thread == thread && write_.time == time;
    if (is_write) return wrote_last && readers_ == 0;
    return wrote_last || ((readers_ >> thread & 1) != 0 && reads_[thread].time == time);
  }

  // Notes an access by a thread that knows `clock`. Returns an earlier one that conflicts with it and that nothing orders
  // before it, if there is one: that is a data race, in whatever order the two were run here. Otherwise nullptr.
  const PlainAccess* add(ThreadIndex thread, bool is_write, Place place, const VectorClock& clock) {
    if (write_.time > clock.of(write_.thread)) return &write_;
    if (!is_write) {
      readers_ |= std::uint32_t{1} << thread;
      note(reads_[thread], thread, is_write, place, clock);
      return nullptr;
    }
    for (; readers_ != 0; readers_ &= readers_ - 1) {
      const PlainAccess& read = reads_[static_cast<std::size_t>(std::countr_zero(readers_))];
      if (read.time > clock.of(read.thread)) return &read;
    }
    note(write_, thread, is_write, place, clock);
    return nullptr;
  }

 private:
  // Member by member: a copy of the whole would wait for the parts to be stored.
  static void note(PlainAccess& to, ThreadIndex thread, bool is_write, Place place, const VectorClock& clock) {
    to.thread = thread;
    to.time = clock.of(thread);
    to.is_write = is_write;
    to.place = place;
  }

  PlainAccess write_;
  std::uint32_t readers_ = 0;
  std::array<PlainAccess, explored_threads_max> reads_;
};

}  // namespace zramlab
