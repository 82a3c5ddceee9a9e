// Which records a trace may hold.
#pragma once

#include "traces/record.h"

#include <cstdint>
#include <span>
#include <string>

namespace zramlab {

struct RecordLimits {
  std::uint64_t slot_count;
  std::uint64_t content_count;
  std::uint64_t thread_count;
};

// True if every record keeps the limits and the rules of its operation. Raises slots_seen to the
// largest slot + 1. Written without branches: it runs at several hundred million records a second.
[[nodiscard]] bool records_valid(std::span<const TraceRecord> records, const RecordLimits& limits,
                                 std::uint64_t& slots_seen);

// What is wrong with one record, in words; empty if nothing is.
std::string record_fault(const TraceRecord& record, const RecordLimits& limits);

}  // namespace zramlab
