// What a referee replays: actions at random, or those of a trace.
#pragma once

#include "bench/referee/action.h"
#include "traces/reader.h"

#include <cstdint>
#include <vector>

namespace zramlab {

struct SequenceRequest {
  std::uint64_t actions = 100'000;
  std::uint64_t seed = 1;
  std::uint32_t slots = 8192;      // that are used
  std::uint32_t given_pages = 0;   // 1 at least
};

// Writes, overwrites, partial writes, discards of one slot, of some and of all, and compactions. The share of writes changes between
// a sixth and nine tenths, for at most four actions a slot, so that the device fills, thins out, runs empty and fills again. The same request
// gives the same actions on every machine.
std::vector<Action> random_actions(const SequenceRequest& request);

struct TraceActions {
  std::vector<Action> actions;
  std::uint64_t reads = 0;        // left out: they change nothing that mm_stat tells
  std::uint64_t without_page = 0; // writes left out whose contents the trace does not have
};

// The trace's writes, partial writes and discards in order, with a compaction after every `compact_every` of them (0: none).
// THROWS InputError (bad_input) where the trace has no contents, or too many slots.
TraceActions trace_actions(const TraceReader& trace, std::uint64_t compact_every);

}  // namespace zramlab
