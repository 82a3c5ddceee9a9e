// How fast operations arrive: what --arrival, --rate, --speed and --find-max-rate say.
#pragma once

#include "bench/rate_goal.h"
#include "workloads/arrival.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

struct OptionTexts;

struct Load {
  enum class Unit : std::uint8_t {
    closed,             // nothing arrives: a worker starts its next operation when its last one ended
    per_second,         // `value` operations a second over all workers
    share_of_capacity,  // `value` times what the same cell does as a closed loop
    speed,              // the recorded times, `value` times as fast
    highest,            // the highest rate that keeps the goal
  };
  Unit unit = Unit::closed;
  double value = 0;
  std::string name;  // in the names of results, "arrival:poisson/rate:80%"; empty: closed
};

struct Arrival {
  ArrivalKind kind = ArrivalKind::closed;
  std::vector<Load> loads{Load{}};  // never empty; each makes cells of its own
  std::optional<RateGoal> goal;     // of Unit::highest
};

// THROWS InputError that names the option.
Arrival parse_arrival(const OptionTexts& texts);

}  // namespace zramlab
