// Happens-before among the threads of a virtual run, and the data races it convicts.
#pragma once

#include "engine/base/types.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

namespace zramlab {

using Place = std::source_location;

// How much of each thread's past is known here. A component that is not stored is 0.
class VectorClock {
 public:
  [[nodiscard]] std::uint32_t of(ThreadIndex thread) const { return thread < times_.size() ? times_[thread] : 0; }

  void advance(ThreadIndex thread) {
    if (thread >= times_.size()) times_.resize(thread + 1);
    ++times_[thread];
  }

  void join(const VectorClock& other) {
    if (times_.size() < other.times_.size()) times_.resize(other.times_.size());
    for (std::size_t thread = 0; thread < other.times_.size(); ++thread) {
      times_[thread] = std::max(times_[thread], other.times_[thread]);
    }
  }

  void clear() { times_.clear(); }

 private:
  std::vector<std::uint32_t> times_;
};

// What an atomic's readers with acquire order learn. Belongs to one run: all that a former run did is past for everyone.
// Copying an owner does not copy who synchronised with it.
struct Synchronisation {
  Synchronisation() = default;
  Synchronisation(const Synchronisation&) {}
  Synchronisation& operator=(const Synchronisation&) { return *this; }
  ~Synchronisation() = default;

  VectorClock& in(std::uint64_t current_run) {
    if (run != current_run) clock.clear();
    run = current_run;
    return clock;
  }

  std::uint64_t run = 0;
  VectorClock clock;
};

// One access to plain data: who, when by its own clock, and where in the source.
struct Access {
  ThreadIndex thread = 0;
  std::uint32_t time = 0;
  bool is_write = false;
  Place place;
};

// The last write and the reads since, of one piece of plain data.
class RaceHistory {
 public:
  RaceHistory() = default;
  RaceHistory(const RaceHistory&) {}
  RaceHistory& operator=(const RaceHistory&) { return *this; }
  ~RaceHistory() = default;

  // Notes `access`, made by a thread that knows `clock`. Returns an access that conflicts with it and that nothing orders
  // before it, if there is one: that is a data race, in whatever order the two were run here.
  std::optional<Access> add(std::uint64_t run, const Access& access, const VectorClock& clock) {
    if (run_ != run) {
      last_write_.reset();
      reads_.clear();
      run_ = run;
    }
    const auto unordered = [&](const Access& earlier) { return earlier.time > clock.of(earlier.thread); };
    if (last_write_ && unordered(*last_write_)) return last_write_;
    if (!access.is_write) {
      std::erase_if(reads_, [&](const Access& earlier) { return earlier.thread == access.thread; });
      reads_.push_back(access);
      return std::nullopt;
    }
    const auto racing = std::find_if(reads_.begin(), reads_.end(), unordered);
    if (racing != reads_.end()) return *racing;
    reads_.clear();
    last_write_ = access;
    return std::nullopt;
  }

 private:
  std::uint64_t run_ = 0;
  std::optional<Access> last_write_;
  std::vector<Access> reads_;
};

}  // namespace zramlab
