// Imports what systrace and perfetto write: text whose details are key=value, and systrace's HTML.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_systrace(std::string_view first_bytes);
void import_systrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
