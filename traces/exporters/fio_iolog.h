// Exports fio's iolog of version 3, which fio replays with read_iolog.
#pragma once

namespace zramlab {

class OutputFile;
class TraceReader;
struct ExportReport;
struct ExportRequest;

void export_fio_iolog(const TraceReader& trace, const ExportRequest& request, OutputFile& output, ExportReport& report);

}  // namespace zramlab
