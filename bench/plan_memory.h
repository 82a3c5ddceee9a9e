// What memory a plan's pages take, by the arithmetic of size classes.
#pragma once

#include "bench/prepared_pages.h"
#include "engine/pool/size_classes.h"
#include "workloads/plan.h"

#include <cstdint>

namespace zramlab {

struct PlanMemory {
  std::uint64_t slots = 0;         // that hold a page
  std::uint64_t stored_bytes = 0;  // compr_data_size
  std::uint64_t pool_bytes = 0;    // of zspages that are full, but for the last of each class: mem_used_total without fragmentation
};

// When every slot that the plan writes holds the page that is written there last, as if nothing were discarded. Partial writes count as
// whole pages.
PlanMemory memory_of(const Plan& plan, const PreparedPages& prepared, const PoolRules& rules);

// The limit that the plan itself wants; 0: none.
std::uint64_t own_mem_limit(const Plan& plan, const PreparedPages& prepared, const PoolRules& rules);

}  // namespace zramlab
