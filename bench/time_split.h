// Where a page's time goes, of runs beside the kernel's: codec, engine, and getting into the kernel and out of it.
#pragma once

#include "bench/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace zramlab {

// A page's time is that of a worker on a CPU: with more threads than CPUs they take turns. nullopt where the bare loop or the run has
// no rate, or the run is an open loop, in which workers wait.
std::optional<TimeSplit> split_time(const Result& result, double bare_items_per_second, std::size_t cpus);

// A table for each codec, medians over the repetitions, and which kernel it was; empty where the kernel takes no part.
std::string format_splits(std::span<const Result> results);

// Says in a row which kernel it is of, and the split.
void add_kernel(nlohmann::ordered_json& row, const Result& result);

}  // namespace zramlab
