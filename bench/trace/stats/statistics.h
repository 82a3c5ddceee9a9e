// What a trace is like: how much, how often again, how fast, how well it compresses.
#pragma once

#include "bench/trace/stats/rate_over_time.h"
#include "bench/trace/stats/sizes.h"
#include "engine/base/histogram.h"
#include "traces/reader.h"
#include "traces/summary.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zramlab {

using OperationCounts = RateOverTime::Counts;  // by Operation

struct TraceStatistics {
  TraceSummary summary;
  std::vector<OperationCounts> by_thread;  // by index into the thread table
  std::map<std::uint16_t, OperationCounts> by_cpu;
  std::uint64_t first_uses = 0;  // of a slot
  Histogram reuse_slots;         // distinct other slots between two uses of one
  Histogram refault_writes;      // writes between a page's write and each read of it
  Histogram residency_ns;        // time between them
  RateOverTime rate;
  std::vector<CodecSizes> sizes;
};

// Reads the trace a few times over; memory follows the slots and distinct pages, and obeys --memory.
TraceStatistics measure_statistics(const TraceReader& trace, const std::vector<std::string>& codecs);

// Text for people, and one JSON object (docs/traces.md).
std::string statistics_text(const TraceReader& trace, const TraceStatistics& statistics);
std::string statistics_json(const TraceReader& trace, const TraceStatistics& statistics);

}  // namespace zramlab
