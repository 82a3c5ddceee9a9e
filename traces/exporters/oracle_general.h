// Exports libCacheSim's oracleGeneral: each request with the number of the next one of its slot.
#pragma once

namespace zramlab {

class OutputFile;
class TraceReader;
struct ExportReport;
struct ExportRequest;

void export_oracle_general(const TraceReader& trace, const ExportRequest& request, OutputFile& output, ExportReport& report);

}  // namespace zramlab
