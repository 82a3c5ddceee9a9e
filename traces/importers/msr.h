// Imports the CSV of the MSR Cambridge block traces.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_msr(std::string_view first_bytes);
void import_msr(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
