// The texts of /sys/block/zramN/*_stat, as the engine's own statistics. Fields that an older kernel does not have are 0.
#pragma once

#include "engine/device/statistics.h"

#include <string_view>

namespace zramlab {

MmStat parse_mm_stat(std::string_view text);
IoStat parse_io_stat(std::string_view text);
DebugStat parse_debug_stat(std::string_view text);

}  // namespace zramlab
