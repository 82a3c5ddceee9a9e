// Rates of simulated runs with their statistical interval.
#pragma once

#include "engine/platform/platform.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zramlab {

struct Rate {
  double per_second = 0;
  double interval = 0;  // half of the 95 % interval, as a share
  std::uint64_t count = 0;
};

// Counts events in equal spans of virtual time, after a span for settling that does not count. The spans' means are all but
// independent, because each is much longer than a queue takes to forget: Student's interval over them.
class BatchCounter {
 public:
  static constexpr std::size_t batches = 30;

  // `span` ticks each, from `start` on.
  BatchCounter(Ticks start, Ticks span) : start_(start), span_(span), counts_(batches) {}

  // False once the last span is over.
  bool count(Ticks now) {
    const Ticks index = (now - start_) / span_;
    if (index > batches) return false;
    if (index > 0) ++counts_[index - 1];
    return true;
  }

  [[nodiscard]] Rate rate() const;

 private:
  Ticks start_;
  Ticks span_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace zramlab
