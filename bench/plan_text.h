// A plan for people to read before it runs: --dry-run.
#pragma once

#include "bench/prepared_pages.h"
#include "engine/pool/era.h"
#include "workloads/plan.h"

#include <string>
#include <string_view>

namespace zramlab {

// Phases, what each worker does, slots, pages, and the first operations of each worker. Several lines.
std::string describe_plan(const Plan& plan);

// "lz4: ...": the memory that the plan's pages take, and its limit if it has one. One line.
std::string describe_memory(const Plan& plan, std::string_view codec, const PreparedPages& prepared, const PoolRules& rules);

}  // namespace zramlab
