// The formats that `bench trace import` reads.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;
struct ImportReport;

struct Importer {
  std::string_view name;     // as in --format NAME
  std::string_view summary;  // one line for `bench list formats`

  // True for recordings of block events, of which --event chooses.
  bool has_event_kinds;

  // Why these first bytes of a (decompressed) file look like this format; empty if they do not.
  std::string (*detect)(std::string_view first_bytes);

  // Adds every record, thread and content of the request's files to the writer and counts them.
  void (*run)(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

  bool has_waits = false;  // that --iolog-wait explains
};

// In the order in which --format auto asks them.
std::span<const Importer> importers();

}  // namespace zramlab
