#include "traces/exporters/fio_iolog.h"

#include "engine/base/input_error.h"
#include "traces/export.h"
#include "traces/exporters/text_output.h"
#include "traces/reader.h"

#include <fmt/compile.h>

#include <algorithm>

namespace zramlab {
namespace {

// fio's reader takes a name up to the next space, and at most 255 bytes of it.
constexpr std::size_t device_file_bytes_max = 255;

void check_device_file(const std::string& name) {
  if (!name.empty() && name.size() <= device_file_bytes_max && name.find_first_of(" \t\r\n") == std::string::npos) {
    return;
  }
  throw usage_error(fmt::format("--device-file '{}': fio reads a name without spaces of at most {} bytes", name,
                                device_file_bytes_max));
}

std::string_view action_of(Operation operation) {
  if (operation == Operation::discard) return "trim";
  return operation == Operation::read ? "read" : "write";
}

}  // namespace

void export_fio_iolog(const TraceReader& trace, const ExportRequest& request, OutputFile& output,
                      ExportReport& report) {
  check_device_file(request.device_file);
  TextOutput text(output);
  text.print(FMT_COMPILE("fio version 3 iolog\n0 {0} add\n0 {0} open\n"), request.device_file);
  std::uint64_t microseconds = 0;
  std::uint64_t partial_writes = 0;
  std::uint64_t times_backwards = 0;
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) {
      // fio waits for the difference of two times, which must not be negative.
      if (record.time_ns / 1000 < microseconds) ++times_backwards;
      microseconds = std::max(microseconds, record.time_ns / 1000);
      if (record.length != 0) ++partial_writes;
      text.print(FMT_COMPILE("{} {} {} {} {}\n"), microseconds, request.device_file, action_of(record.operation),
                 record.slot * std::uint64_t{page_bytes} + record.offset,
                 record.length != 0 ? std::uint64_t{record.length} : std::uint64_t{page_bytes});
    }
  });
  text.print(FMT_COMPILE("{} {} close\n"), microseconds, request.device_file);
  text.flush();
  report.exported = report.records;
  if (times_backwards != 0) {
    report.losses.push_back(fmt::format("{} times that went back became the time before them", times_backwards));
  }
  if (partial_writes != 0) {
    report.losses.push_back(fmt::format(
        "{} writes of part of a page became writes that fio does, but that bench trace import leaves out",
        partial_writes));
  }
}

}  // namespace zramlab
