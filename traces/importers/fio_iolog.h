// Imports fio's iolog, versions 2 and 3.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

std::string detect_fio_iolog(std::string_view first_bytes);
void import_fio_iolog(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
