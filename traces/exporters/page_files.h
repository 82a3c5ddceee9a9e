// The contents of a trace beside its text: the pages file and the page index that an import takes.
#pragma once

#include <cstdint>

namespace zramlab {

class TraceReader;
struct ExportRequest;

// Writes the distinct pages in order, and a row "record <tab> slot <tab> page" for each record that
// stores one, '-' where its content is unknown. Returns the number of pages. Memory: one chunk's pages, 16 MiB.
std::uint64_t write_page_files(const TraceReader& trace, const ExportRequest& request);

}  // namespace zramlab
