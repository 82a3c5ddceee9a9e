// The baseline in the repository: a result file with only what the thresholds look at, a row on a line, so that a change of it
// is read as one.
#pragma once

#include "bench/gate/measurements.h"
#include "bench/gate/thresholds.h"

#include <string>

namespace zramlab {

// The file's text. Figures stand under their whole path, "mm_stat.compr_data_size".
std::string baseline_text(const Thresholds& thresholds, const Measurements& measured);

}  // namespace zramlab
