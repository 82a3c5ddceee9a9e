// How many operations of each kind there were in each stretch of a trace, without knowing how long it is.
#pragma once

#include "traces/record.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zramlab {

// At most 64 intervals of equal length; it doubles whenever they do not reach.
class RateOverTime {
 public:
  using Counts = std::array<std::uint64_t, operation_count>;

  void count(const TraceRecord& record);

  [[nodiscard]] std::uint64_t interval_ns() const { return interval_ns_; }
  [[nodiscard]] const std::vector<Counts>& intervals() const { return intervals_; }

 private:
  void halve();

  std::uint64_t interval_ns_ = 1000;
  std::vector<Counts> intervals_;
};

}  // namespace zramlab
