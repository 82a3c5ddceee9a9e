#include "traces/exporters/csv.h"

#include "traces/csv_columns.h"
#include "traces/csv_line.h"
#include "traces/export.h"
#include "traces/exporters/text_output.h"
#include "traces/reader.h"

#include <fmt/compile.h>

#include <string>
#include <vector>

namespace zramlab {
namespace {

// "id,name" of each thread, since every line has one.
std::vector<std::string> thread_fields_of(const TraceReader& trace) {
  std::vector<std::string> fields;
  fields.reserve(trace.threads().size());
  for (const TraceThread& thread : trace.threads()) {
    fields.push_back(fmt::format("{},{}", thread.recorded_id, csv_field(thread.name)));
  }
  return fields;
}

// In the order of CsvColumn.
void print_record(TextOutput& text, const TraceRecord& record, const std::string& thread_fields) {
  text.print(FMT_COMPILE("{},{},{},{},{},{},{},"), record.time_ns, to_string(record.operation), record.slot,
             thread_fields, record.cpu, record.offset, record.length);
  if (record.content == no_content) return text.print(FMT_COMPILE(",0\n"));
  text.print(FMT_COMPILE("{},{}\n"), record.content, record.is_stand_in() ? 1 : 0);
}

}  // namespace

void export_csv(const TraceReader& trace, const ExportRequest&, OutputFile& output, ExportReport& report) {
  const std::vector<std::string> thread_fields = thread_fields_of(trace);
  TextOutput text(output);
  text.print(FMT_COMPILE("{}\n"), csv_header());
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) print_record(text, record, thread_fields[record.thread]);
  });
  text.flush();
  report.exported = report.records;
}

}  // namespace zramlab
