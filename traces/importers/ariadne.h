// Imports the swap-outs of Ariadne's public phone traces, which hold their pages.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

// Raw records: 50 bytes "TEST^^^#uid,pfn,sector#^^^\n" filled up with zeros, then the page.
std::string detect_ariadne(std::string_view first_bytes);
void import_ariadne(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

// What Ariadne's own script makes of them: lines "uid,pfn,sector" in NAME.meta, the pages in NAME.data.
std::string detect_ariadne_meta(std::string_view first_bytes);
void import_ariadne_meta(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

}  // namespace zramlab
