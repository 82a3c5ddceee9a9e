// Turns a recording in another format into a .ztrace file.
#pragma once

#include "traces/importers/report.h"
#include "traces/metadata.h"
#include "traces/writer.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace zramlab {

// What becomes of a write whose page was lost.
enum class LostPages : std::uint8_t {
  borrow,  // a page of the same capture, chosen with the seed, stands in; the record says so
  skip,    // the write is left out
};

// Which events of a recording of block events are imported (traces/importers/block_events.h).
enum class EventChoice : std::uint8_t {
  automatic,  // Q where there are any, else D, else I
  queue,
  issue,
  insert,
};

// What a wait of an iolog of version 2 means.
enum class IologWait : std::uint8_t {
  milliseconds,  // since the log's beginning, as fio's code takes it
  microseconds,  // since the line before, as fio's documentation says
};

struct ImportRequest {
  std::filesystem::path input = {};   // plain or zstd, as the next two
  std::filesystem::path output = {};  // .ztrace
  std::filesystem::path pages = {};   // 4096 bytes a page; empty: the trace has no contents
  std::filesystem::path page_index = {};
  std::string format = "auto";  // or a name in the table of importers
  EventChoice event = EventChoice::automatic;
  std::string only_device = {};  // as the recording names it; empty: that of the first request
  std::optional<IologWait> iolog_wait = {};  // empty: milliseconds
  LostPages lost_pages = LostPages::borrow;
  std::uint64_t seed = 1;
  TraceMetadata about = {};  // what the user says of the recording; the import adds the rest
  TraceWriterOptions writer = {};
};

// THROWS InputError: usage for options that do not go together or an unknown format, bad_input for
// files that cannot be used, failed when the output cannot be written.
ImportReport import_trace(const ImportRequest& request);

}  // namespace zramlab
