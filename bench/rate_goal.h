// What a rate must keep to be sustainable: "write p99 < 200us".
#pragma once

#include "engine/base/histogram.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace zramlab {

struct Measured;

struct RateGoal {
  bool is_service = false;  // otherwise response: from when the operation was due
  bool is_read = false;
  double share = 0.99;      // the quantile; 1: the maximum
  std::uint64_t limit_ns = 0;
  std::string text;         // "response write p99 < 200us", as results say it

  [[nodiscard]] const Histogram& histogram(const Measured& measured) const;
  // The quantile that a run had, in ns.
  [[nodiscard]] double quantile_ns(const Measured& measured) const;
  // Operations that a run must have done of this kind for its quantile to rest on ten slower ones.
  [[nodiscard]] double operations_min() const;
};

// [response|service] write|read p50|p90|p99|p99.9|...|max < TIME. THROWS InputError (usage) that names the column.
RateGoal parse_rate_goal(std::string_view text);

}  // namespace zramlab
