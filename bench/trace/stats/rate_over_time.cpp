#include "bench/trace/stats/rate_over_time.h"

namespace zramlab {
namespace {

constexpr std::uint64_t intervals_max = 64;

}  // namespace

void RateOverTime::count(const TraceRecord& record) {
  while (record.time_ns / interval_ns_ >= intervals_max) halve();
  const std::size_t interval = record.time_ns / interval_ns_;
  if (interval >= intervals_.size()) intervals_.resize(interval + 1);
  ++intervals_[interval][static_cast<std::size_t>(record.operation)];
}

// Two intervals become one.
void RateOverTime::halve() {
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    for (std::size_t kind = 0; kind < operation_count; ++kind) {
      const std::uint64_t count = intervals_[i][kind];
      intervals_[i][kind] = 0;
      intervals_[i / 2][kind] += count;
    }
  }
  intervals_.resize((intervals_.size() + 1) / 2);
  interval_ns_ *= 2;
}

}  // namespace zramlab
