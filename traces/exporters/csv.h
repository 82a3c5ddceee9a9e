// Exports CSV: everything that a record says; columns as in traces/csv_columns.h.
#pragma once

namespace zramlab {

class OutputFile;
class TraceReader;
struct ExportReport;
struct ExportRequest;

void export_csv(const TraceReader& trace, const ExportRequest& request, OutputFile& output, ExportReport& report);

}  // namespace zramlab
