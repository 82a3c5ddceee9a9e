// Imports the CSV that bench trace export writes, and any other with columns of these names.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_csv(std::string_view first_bytes);
void import_csv(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
