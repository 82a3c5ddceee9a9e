// A host's own tables of page costs.
#pragma once

#include "bench/calibrate/page_times.h"
#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <span>
#include <string>
#include <vector>

namespace zramlab {

// What the pages of a capture take on the CPU that was measured, over its multiplier (service_multiplier()): a profile multiplies them by its own, the mean
// over several CPUs, as it does all tables.
struct CaptureCosts {
  std::string capture;
  std::vector<CostTable> tables;
};

// The pages of gxx, the codecs by which a service_multiplier is found, and the shipped table for each of them. Borrowed.
struct CalibratedPages {
  const PageStore& gxx;
  std::span<const Codec* const> codecs;
  std::span<const CostTable> shipped;
};

struct PageCosts {
  std::vector<CodecTimes> gxx;  // with the calibrated codecs: what everything else is calibrated with
  std::vector<CaptureCosts> kept;
};

// gxx and node in turns, with the calibrated codecs and lzo. What is found of node and of lzo is only kept. How dear a table is beside the others is the
// median over the passes, in each of which all are measured within a second or two: a shared host's speed changes between them. REQUIRES the table of gxx that belongs
// to each codec. THROWS as measure_in_turns() does, and InputError (bad_input) when node is not there.
PageCosts measure_page_costs(const CalibratedPages& calibrated, std::size_t tries, const TellProgress& tell);

}  // namespace zramlab
