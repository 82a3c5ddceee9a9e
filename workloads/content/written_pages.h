// Which page each write of a trace stored.
#pragma once

#include "engine/base/types.h"
#include "traces/reader.h"

#include <vector>

namespace zramlab {

// The content of every write of a whole page whose content the trace holds, in recorded order.
std::vector<ContentIndex> written_pages(const TraceReader& trace);

}  // namespace zramlab
