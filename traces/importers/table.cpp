#include "traces/importers/table.h"

#include "traces/importers/ftrace.h"

#include <array>

namespace zramlab {
namespace {

constexpr std::array importer_table = {
    Importer{"ftrace", "tracefs or trace-cmd text with block_bio_queue events", detect_ftrace, import_ftrace},
};

}  // namespace

std::span<const Importer> importers() { return importer_table; }

}  // namespace zramlab
