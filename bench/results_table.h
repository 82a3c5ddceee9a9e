// Results for people.
#pragma once

#include "bench/result.h"

#include <span>
#include <string>

namespace zramlab {

// One table a codec: a line for each strategy and number of threads, medians over the repetitions, fastest first. Then
// what the reader must know of it: warnings, failures, stand-ins.
std::string format_results(std::span<const Result> results);

}  // namespace zramlab
