// The hunt for canaries: each planted bug within a fixed budget.
#pragma once

#include "bench/explore/canaries/canary.h"
#include "engine/platform/virtual/exploration.h"

namespace zramlab {

// Schedules that a hunt may use for one canary: a search with at most two preemptions, then PCT of depth 3 and of depth 5.
inline constexpr std::uint64_t search_budget = 20'000;
inline constexpr std::uint64_t pct_budget = 50'000;

struct Hunt {
  bool is_found = false;        // and as what it is
  std::uint64_t schedules = 0;  // used for it
  ExploreOptions options;       // that found it, or were used last
  VirtualReport failure;
};

Hunt hunt(const Canary& canary);

// Options to replay a canary's schedule with.
ExploreOptions canary_options(const Canary& canary);

}  // namespace zramlab
