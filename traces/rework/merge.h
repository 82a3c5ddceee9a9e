// Several traces as one, by time.
#pragma once

#include "traces/reader.h"
#include "traces/rework/selection.h"
#include "traces/writer.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace zramlab {

enum class MergeSlots : std::uint8_t {
  apart,  // each trace's slots lie behind those of the trace before it
  same,   // slot n is slot n, as of recordings of one device
};

enum class MergeTimes : std::uint8_t {
  from_start,  // all begin together
  recorded,    // as far apart as their recordings' clocks say; of recordings on one machine
};

struct MergeRequest {
  MergeSlots slots = MergeSlots::apart;
  MergeTimes times = MergeTimes::from_start;
  std::filesystem::path output;
  TraceWriterOptions writer = {};
};

// Records by time, ties in the order of `traces`; each trace keeps its own order and its own threads; equal pages are stored once.
// THROWS InputError: usage when the slots do not fit a device or the output is an input, what reading and writing throw
// otherwise.
ReworkReport merge_traces(std::span<const TraceReader* const> traces, const MergeRequest& request);

}  // namespace zramlab
