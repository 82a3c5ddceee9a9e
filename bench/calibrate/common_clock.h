// Page costs of several traces on one clock.
#pragma once

#include "bench/calibrate/page_times.h"
#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <span>

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

// The table, scaled so that its total over the clock table's is `ratio`; its method says how far that was.
CostTable on_clock(CostTable table, const CostTable& clock, const ClockRatio& ratio);

// A shared host's speed changes by the minute, and so would the ratio of two traces whose tables were measured at different times: here both
// are measured in turns, and `tables`, one for each codec, of `contents`, are scaled so that their total over the clock's is what it was then.
// THROWS as measure_codecs() does.
void bring_to_clock(const Clock& clock, const PageStore& contents, std::span<const Codec* const> codecs, std::span<CostTable> tables,
                    const TellProgress& tell = {});

}  // namespace zramlab
