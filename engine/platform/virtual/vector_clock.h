// Happens-before among the threads of a virtual run, and the data races it convicts.
#pragma once

#include "engine/base/types.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <source_location>

namespace zramlab {

using Place = std::source_location;

// Threads of one explored run. Clocks and masks have this size, so that an execution allocates nothing.
inline constexpr ThreadIndex explored_threads_max = 16;

// How much of each thread's past is known here.
class VectorClock {
 public:
  // Signed, because the compiler's widest common instructions compare so.
  using Time = std::int32_t;

  [[nodiscard]] Time of(ThreadIndex thread) const { return times_[thread]; }
  void advance(ThreadIndex thread) { ++times_[thread]; }
  void join(const VectorClock& other) {
    for (std::size_t i = 0; i < times_.size(); ++i) times_[i] = std::max(times_[i], other.times_[i]);
  }
  void clear() { times_.fill(0); }

 private:
  std::array<Time, explored_threads_max> times_{};
};

// One access to plain data: who, when by its own clock, and where in the source.
struct Access {
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

  // Notes `access`, made by a thread that knows `clock`. Returns an access that conflicts with it and that nothing orders
  // before it, if there is one: that is a data race, in whatever order the two were run here. Otherwise nullptr.
  const Access* add(const Access& access, const VectorClock& clock) {
    if (write_.time > clock.of(write_.thread)) return &write_;
    if (!access.is_write) {
      reads_[access.thread] = access;
      readers_ |= std::uint32_t{1} << access.thread;
      return nullptr;
    }
    for (; readers_ != 0; readers_ &= readers_ - 1) {
      const Access& read = reads_[static_cast<std::size_t>(std::countr_zero(readers_))];
      if (read.time > clock.of(read.thread)) return &read;
    }
    write_ = access;
    return nullptr;
  }

 private:
  Access write_;
  std::uint32_t readers_ = 0;
  std::array<Access, explored_threads_max> reads_;
};

}  // namespace zramlab
