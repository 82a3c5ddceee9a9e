// How far simulated results depend on what a machine's parameters are taken to be.
#pragma once

#include "bench/result.h"

#include <span>
#include <string>
#include <utility>

namespace zramlab {

// The lowest and the highest rate over all scaled runs, the run itself included; pages a second.
std::pair<double, double> band_of(const Result& result);

// Whether the order of the strategies is the same under every scaled parameter: a sentence for each codec and number of
// threads. Pairs within 2 % of each other have no order.
std::string describe_ranking(std::span<const Result> results);

}  // namespace zramlab
