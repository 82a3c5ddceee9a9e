#include "traces/record_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {
namespace {

// 1 for a record that must not be; & and | instead of && and || keep it free of branches.
unsigned is_invalid(const TraceRecord& record, const RecordLimits& limits) {
  const bool partial = record.operation == Operation::partial;
  const bool stores = partial | (record.operation == Operation::write);
  const bool has_content = record.content != no_content;
  const unsigned end = unsigned{record.offset} + record.length;
  const bool bad_range = (end > (partial ? page_bytes : 0)) | ((record.length == 0) & (record.offset != 0));
  return static_cast<unsigned>((static_cast<std::uint8_t>(record.operation) >= operation_count) |
                               (record.slot >= limits.slot_count) | (record.thread >= limits.thread_count) |
                               (has_content & (!stores | (record.content >= limits.content_count))) |
                               (record.is_stand_in() & !has_content) | ((record.flags & ~known_flags) != 0) |
                               bad_range | (record.reserved != 0));
}

}  // namespace

bool records_valid(std::span<const TraceRecord> records, const RecordLimits& limits, std::uint64_t& slots_seen) {
  unsigned invalid = 0;
  std::uint32_t slot_max = 0;
  for (const TraceRecord& record : records) {
    invalid |= is_invalid(record, limits);
    slot_max = std::max(slot_max, record.slot);
  }
  if (!records.empty()) slots_seen = std::max(slots_seen, std::uint64_t{slot_max} + 1);
  return invalid == 0;
}

std::string record_fault(const TraceRecord& record, const RecordLimits& limits) {
  const auto operation = static_cast<std::uint8_t>(record.operation);
  if (operation >= operation_count) return fmt::format("operation {} is unknown", operation);
  if (record.slot >= limits.slot_count) {
    return fmt::format("slot {} is outside the trace's {} slots", record.slot, limits.slot_count);
  }
  if (record.thread >= limits.thread_count) {
    return fmt::format("thread {} is outside the thread table of {}", record.thread, limits.thread_count);
  }
  if (record.content != no_content && record.content >= limits.content_count) {
    return fmt::format("content {} is outside the {} contents", record.content, limits.content_count);
  }
  if ((record.flags & ~known_flags) != 0) return fmt::format("flags {:#x} are unknown", record.flags);
  if (record.reserved != 0) return "the reserved bytes are not zero";
  if (is_invalid(record, limits) == 0) return {};
  return fmt::format("a {} cannot have content {:#x}, flags {:#x} and bytes {}+{}", to_string(record.operation),
                     record.content, record.flags, record.offset, record.length);
}

}  // namespace zramlab
