// A referee's work from beginning to end, on any two sides.
#pragma once

#include "bench/referee/judgement.h"
#include "bench/referee/pages.h"

#include <functional>
#include <string>

namespace zramlab {

// Told what is being done and how far it is, 0 to 1; returns whether to go on.
using RefereeProgress = std::function<bool(const std::string& what, double share)>;

// Actions that the search for a short sequence may replay in all: about two minutes on a live kernel.
inline constexpr std::uint64_t shrink_budget = 10'000'000;

struct RefereeSides {
  RefereeSide& engine;
  RefereeSide& kernel;
};

// Replays, compares and, on a mismatch, shrinks. `report.release` and what concerns lengths are the caller's.
// THROWS InputError (failed) when a side breaks down.
RefereeReport hold(const RefereeRequest& request, const RefereeSides& sides, RefereePages& pages, const RefereeProgress& progress);

}  // namespace zramlab
