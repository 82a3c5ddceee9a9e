#include "traces/exporters/oracle_general.h"

#include "traces/export.h"
#include "traces/mapping.h"
#include "traces/output_file.h"
#include "traces/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

namespace zramlab {
namespace {

// u32 seconds · u64 object · u32 bytes · i64 number of the next request for the object, counted from 1, or -1.
constexpr std::size_t request_bytes = 24;
constexpr std::int64_t no_next = -1;

void store_request(std::byte* at, const TraceRecord& record, std::int64_t next) {
  constexpr std::uint64_t seconds_max = std::numeric_limits<std::uint32_t>::max();
  const auto seconds = static_cast<std::uint32_t>(std::min(record.time_ns / 1'000'000'000, seconds_max));
  const std::uint64_t object = record.slot;
  constexpr std::uint32_t bytes = page_bytes;
  std::memcpy(at, &seconds, sizeof seconds);
  std::memcpy(at + 4, &object, sizeof object);
  std::memcpy(at + 12, &bytes, sizeof bytes);
  std::memcpy(at + 16, &next, sizeof next);
}

// A discard is no access to a cache.
bool is_access(const TraceRecord& record) { return record.operation != Operation::discard; }

std::uint64_t count_accesses(const TraceReader& trace) {
  std::uint64_t count = 0;
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    count += static_cast<std::uint64_t>(std::ranges::count_if(records, is_access));
  });
  return count;
}

// The number of the next access to each slot; 0: none. Only what is touched takes memory.
class NextAccess {
 public:
  explicit NextAccess(std::uint64_t slot_count) : memory_(Mapping::of_zeros(slot_count * sizeof(std::uint64_t))) {}

  // What comes after access `number` of the slot, when going backwards.
  std::int64_t replace(SlotIndex slot, std::uint64_t number) {
    std::byte* const at = memory_.mutable_data() + slot * sizeof(std::uint64_t);
    std::uint64_t next = 0;
    std::memcpy(&next, at, sizeof next);
    std::memcpy(at, &number, sizeof number);
    return next == 0 ? no_next : static_cast<std::int64_t>(next);
  }

 private:
  Mapping memory_;
};

}  // namespace

// Two passes: one counts, one goes backwards, so that the next access is known and each block has its place.
void export_oracle_general(const TraceReader& trace, const ExportRequest&, OutputFile& output, ExportReport& report) {
  const std::uint64_t accesses = count_accesses(trace);
  NextAccess next_access(trace.slot_count());
  std::uint64_t number = accesses;  // of the access before the last one written, counted from 1
  std::vector<std::byte> block;
  for (std::size_t i = trace.block_count(); i-- > 0;) {
    const std::span<const TraceRecord> records = trace.block(i);
    block.resize(static_cast<std::size_t>(std::ranges::count_if(records, is_access)) * request_bytes);
    std::size_t at = block.size();
    for (std::size_t r = records.size(); r-- > 0;) {
      if (!is_access(records[r])) continue;
      at -= request_bytes;
      store_request(block.data() + at, records[r], next_access.replace(records[r].slot, number));
      --number;
    }
    output.write_at(number * request_bytes, block);
  }
  report.exported = accesses;
  if (accesses != report.records) {
    report.losses.push_back(fmt::format("{} discards", report.records - accesses));
  }
}

}  // namespace zramlab
