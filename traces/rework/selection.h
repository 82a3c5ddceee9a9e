// A part of a trace as a trace of its own: what cut, filter and sample write.
#pragma once

#include "traces/reader.h"
#include "traces/writer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace zramlab {

// Records by number, first included, last excluded.
struct RecordRange {
  std::uint64_t first = 0;
  std::uint64_t last = ~std::uint64_t{0};
};

// Asked twice for each record: the answer depends on nothing but the record.
using KeepsRecord = std::function<bool(const TraceRecord&)>;

struct SelectionRequest {
  RecordRange range = {};
  KeepsRecord keeps = [](const TraceRecord&) { return true; };
  std::string what;  // for the provenance: "operations 100 to 200"
  std::filesystem::path output;
  TraceWriterOptions writer = {};
};

struct ReworkReport {
  std::uint64_t records_before = 0;
  std::uint64_t records = 0;
  std::uint64_t contents = 0;
  std::uint64_t first_time_ns = 0;  // in the input, of the first kept record
};

// Writes the kept records in their order, with the contents and threads that they use, times from the first of them on, and a
// note of what was done. Goes through the trace twice; memory as Carrier and TraceWriter. THROWS InputError: usage when nothing
// is kept or the output is the input, what reading and writing throw otherwise.
ReworkReport write_selection(const TraceReader& trace, const SelectionRequest& request);

// The output may not be an input. THROWS InputError (usage).
void check_output(const TraceReader& trace, const std::filesystem::path& output);

// A time of a trace whose first operation is now at `first_ns`. Times may go back a little: before that is 0.
constexpr std::uint64_t time_since(std::uint64_t time_ns, std::uint64_t first_ns) {
  return time_ns > first_ns ? time_ns - first_ns : 0;
}

}  // namespace zramlab
