// Imports what perf script prints of the block events.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_perf_script(std::string_view first_bytes);
void import_perf_script(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
