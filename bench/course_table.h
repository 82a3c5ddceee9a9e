// The course of runs for the reader of the table: what was done before the clock started, phases, steady state.
#pragma once

#include "bench/result.h"

#include <span>
#include <string>

namespace zramlab {

// Of the first repetition of each cell; empty where there is nothing to say.
std::string format_course(std::span<const Result> results);

}  // namespace zramlab
