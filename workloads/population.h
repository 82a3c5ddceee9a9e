// Pages that a device holds before the clock starts, so that not every write is a first write.
#pragma once

#include "workloads/plan.h"

#include <cstdint>
#include <string_view>

namespace zramlab {

// "none", "all", "0.5" or "50%": a share of the slots. THROWS InputError (usage) that names --populate.
double parse_populate(std::string_view text);

// Lays out one write for `share` of the slots that the plan uses, chosen by the seed, with random contents of the plan's. Each worker
// gets a part of them, in ascending order. THROWS InputError (usage) where the plan has no pages.
void populate(Plan& plan, double share, std::uint64_t seed);

}  // namespace zramlab
