// Page costs of several traces on one clock.
#pragma once

#include "bench/calibrate/page_times.h"
#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <span>
#include <string_view>

namespace zramlab {

// Pages and the tables that were frozen of them, one for each codec.
struct Clock {
  const PageStore& contents;
  std::span<const CostTable> tables;
};

// A table's times over a clock's, in total.
struct ClockRatio {
  double compress = 1;
  double decompress = 1;
};

// The table with every time multiplied; its method says by how much, and `why`.
CostTable multiplied(CostTable table, const ClockRatio& factor, std::string_view why);

// One table's totals over another's. REQUIRES that neither total of `clock` is 0.
ClockRatio ratio_of(const CostTable& table, const CostTable& clock);

// The median over the tries of one measurement's total over the other's: each try is a pass over all pages, and the two of a pass lie close together.
// REQUIRES as many tries of both, one at least.
ClockRatio ratio_by_passes(const CodecTimes& times, const CodecTimes& clock);

// The table as if it came from where `known` was frozen. `times` made it, in turns with those of known's pages.
CostTable as_where(const CostTable& known, CostTable table, const CodecTimes& times, const CodecTimes& times_of_known);

// The table, scaled so that its total over the clock table's is `ratio`; its method says how far that was.
CostTable on_clock(CostTable table, const CostTable& clock, const ClockRatio& ratio);

// A shared host's speed changes by the minute, and so would the ratio of two traces whose tables were measured at different times: here both
// are measured in turns, and `tables`, one for each codec, of `contents`, are scaled so that their total over the clock's is what it was then.
// THROWS as measure_codecs() does.
void bring_to_clock(const Clock& clock, const PageStore& contents, std::span<const Codec* const> codecs, std::span<CostTable> tables,
                    const TellProgress& tell = {});

}  // namespace zramlab
