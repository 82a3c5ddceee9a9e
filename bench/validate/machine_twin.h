// The twin's model on the simulated machine: real strategies on a real device, where all that the twin leaves out is free.
#pragma once

#include "bench/validate/simgrid_twin.h"
#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <memory>
#include <string_view>

namespace zramlab {

// The pages of a trace that compress, and what they cost.
struct TwinPages {
  std::shared_ptr<const PageStore> contents;
  std::shared_ptr<const CostTable> costs;
  std::shared_ptr<const Codec> codec;  // knows the compressed lengths
  std::vector<ContentIndex> used;      // neither same-filled nor huge: the model knows one kind of page
};

// Of a shipped capture, by codec. THROWS InputError.
TwinPages twin_pages(std::string_view capture, std::string_view codec);

// Their times on a free_machine().
std::vector<ContentTimes> times_of(const TwinPages& pages);

// The strategy's own run of the model, with the pages that the model's seed chooses.
TwinRun run_strategy_as_twin(std::string_view strategy, const TwinModel& model, const TwinPages& pages);

// The model alone: the same virtual threads on a queue of streams, a mutex or nothing, without a device behind.
TwinRun run_bare_twin(const TwinModel& model);

}  // namespace zramlab
