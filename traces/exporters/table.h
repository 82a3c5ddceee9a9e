// The formats that `bench trace export` writes.
#pragma once

#include <span>
#include <string_view>

namespace zramlab {

class OutputFile;
class TraceReader;
struct ExportReport;
struct ExportRequest;

struct Exporter {
  std::string_view name;     // as in --format NAME
  std::string_view summary;  // one line for `bench list formats`
  std::string_view loses;    // what of a record the format has no place for, contents apart

  // True if each record becomes one line, in order, by which a page index can name it.
  bool keeps_events;

  // Writes the whole trace and counts what it wrote, and what it could not.
  void (*run)(const TraceReader& trace, const ExportRequest& request, OutputFile& output, ExportReport& report);
};

std::span<const Exporter> exporters();

}  // namespace zramlab
