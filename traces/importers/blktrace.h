// Imports blktrace's binary files: one, or all CPUs' merged by time.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_blktrace(std::string_view first_bytes);
void import_blktrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
