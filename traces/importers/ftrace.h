// Imports tracefs text: plain, with the columns of Android, or as trace-cmd reports it (docs/importing.md).
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_ftrace(std::string_view first_bytes);
void import_ftrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
