#include "traces/importers/msr.h"

#include "traces/import.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/request_recorder.h"

#include <fmt/format.h>

#include <limits>

namespace zramlab {
namespace {

constexpr std::string_view header = "Timestamp,";
constexpr std::uint64_t tick_ns = 100;  // of Windows' file time

struct MsrLine {
  std::uint64_t time_ns = 0;
  std::string_view host;
  std::string_view device;  // "host,disk"
  Operation operation = Operation::read;
  std::uint64_t offset_bytes = 0;
  std::uint64_t length_bytes = 0;
};

bool parse_type(Cursor& cursor, Operation& operation) {
  if (cursor.skip("Read,") || cursor.skip("read,")) {
    operation = Operation::read;
    return true;
  }
  operation = Operation::write;
  return cursor.skip("Write,") || cursor.skip("write,");
}

// Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime
bool parse_msr_line(std::string_view text, MsrLine& line) {
  Cursor cursor(text);
  std::uint64_t number = 0;
  if (cursor.number(number) == 0 || number > std::numeric_limits<std::uint64_t>::max() / tick_ns) return false;
  line.time_ns = number * tick_ns;
  if (!cursor.skip(',')) return false;
  const std::string_view from_host = cursor.rest();
  line.host = cursor.word(',');
  if (line.host.empty() || !cursor.skip(',') || cursor.number(number) == 0) return false;
  line.device = from_host.substr(0, from_host.size() - cursor.rest().size());
  if (!cursor.skip(',') || !parse_type(cursor, line.operation)) return false;
  if (cursor.number(line.offset_bytes) == 0 || !cursor.skip(',')) return false;
  return cursor.number(line.length_bytes) != 0 && (cursor.skip(',') || cursor.at_end());
}

}  // namespace

std::string detect_msr(std::string_view first_bytes) {
  std::string evidence;
  find_line(first_bytes, [&](std::uint64_t line_number, std::string_view text) {
    MsrLine line;
    if (parse_msr_line(text, line)) {
      evidence = fmt::format("line {} has the form time,host,disk,Read or Write,offset,size", line_number);
    }
    return !text.starts_with(header);
  });
  return evidence;
}

void import_msr(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  LineReader lines(request.input);
  RequestRecorder recorder(request, writer, report);
  for (std::string_view text; lines.next(text);) {
    MsrLine line;
    if (text.empty() || (lines.line_number() == 1 && text.starts_with(header))) continue;
    const Place place = {"line", lines.line_number(), text};
    if (!parse_msr_line(text, line)) {
      report.unparsable.add(place);
      continue;
    }
    recorder.add({.time_ns = line.time_ns,
                  .operation = line.operation,
                  .offset_bytes = line.offset_bytes,
                  .length_bytes = line.length_bytes,
                  .device = line.device,
                  .thread_name = line.host},
                 place);
  }
  report.lines = lines.line_number();
  report.notes.emplace_back(
      "The recording is of a disk, not of swap, and does not say which thread or CPU did what: the trace has one "
      "thread on CPU 0.");
  recorder.finish("There is no request: the trace is empty.");
}

}  // namespace zramlab
