// Imports blkparse's default text.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_blkparse(std::string_view first_bytes);
void import_blkparse(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
