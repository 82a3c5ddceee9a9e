// An open loop: operations are due at times that do not depend on how the ones before them went.
//
// Service time runs from an operation's start to its end, response time from when it was due to its end: an operation that had to
// wait because its worker was late has waited, and says so. The difference is the lag.
#pragma once

#include "engine/base/histogram.h"
#include "engine/platform/platform.h"
#include "workloads/plan.h"

#include <algorithm>
#include <cstdint>

namespace zramlab {

// When operations are due, on the clock of the platform that they run on.
struct Schedule {
  double ticks_per_planned_ns = 0;  // 0: a closed loop, in which nothing is due
  double period_ns = 0;
  Ticks start = 0;

  [[nodiscard]] bool is_open() const { return ticks_per_planned_ns > 0; }
  // From the start, not from the operation before: delays do not add up. Exact to a tick for 2^53 of them, 40 days.
  [[nodiscard]] Ticks due(const PlannedOperation& operation, std::uint32_t pass) const {
    constexpr double ticks_max = 9e18;  // never, and no overflow
    const double planned_ns = pass * period_ns + static_cast<double>(operation.time_ns);
    return start + static_cast<Ticks>(std::min(planned_ns * ticks_per_planned_ns, ticks_max));
  }
};

// An operation that starts later than this after it was due counts as late: more than a worker is off that waits by spinning.
inline constexpr std::uint64_t late_ns = 1000;

// A run that does less than this share of what was offered is saturated: it shows how long the run was, not how the strategy does.
inline constexpr double sustained_share = 0.99;

// What one worker, or all of them, saw of the schedule.
struct OpenLoopTimes {
  Histogram lag_ns;             // from due to start
  Histogram write_response_ns;  // from due to end
  Histogram read_response_ns;
  std::uint64_t late_operations = 0;
  Ticks last_due = 0;
  Ticks last_start = 0;

  void started(Ticks due, Ticks start, std::uint64_t operation_lag_ns) {
    lag_ns.record(operation_lag_ns);
    if (operation_lag_ns > late_ns) ++late_operations;
    last_due = due;
    last_start = start;
  }

  void merge(const OpenLoopTimes& other) {
    lag_ns.merge(other.lag_ns);
    write_response_ns.merge(other.write_response_ns);
    read_response_ns.merge(other.read_response_ns);
    late_operations += other.late_operations;
    last_due = std::max(last_due, other.last_due);
    last_start = std::max(last_start, other.last_start);
  }
};

// What became of an open loop.
struct OpenLoop {
  double rate = 0;  // that was asked for, operations a second over all workers
  // Of the operations that were done: the rate at which they were due, and the one at which they were started.
  double offered_per_second = 0;
  double achieved_per_second = 0;
  double capacity_per_second = 0;  // of the same cell as a closed loop just before; 0: not measured
  OpenLoopTimes times;

  [[nodiscard]] bool is_saturated() const { return achieved_per_second < sustained_share * offered_per_second; }
};

}  // namespace zramlab
