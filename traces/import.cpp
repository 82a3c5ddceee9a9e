#include "traces/import.h"

#include "engine/base/input_error.h"
#include "engine/base/table.h"
#include "traces/importers/byte_source.h"
#include "traces/importers/table.h"

#include <fmt/format.h>

#include <array>
#include <system_error>

namespace zramlab {
namespace {

// Enough for a few hundred lines of text.
constexpr std::size_t first_bytes_max = std::size_t{64} << 10;

void check_request(const ImportRequest& request) {
  if (request.pages.empty() != request.page_index.empty()) {
    throw usage_error(
        "--pages and --page-index go together: the index says which page of the pages file each write stored");
  }
  for (const auto& input : {request.input, request.pages, request.page_index}) {
    std::error_code error;  // files that are not there are reported when they are opened
    if (!input.empty() && std::filesystem::equivalent(input, request.output, error)) {
      throw usage_error(fmt::format("--output {} is also an input; choose another name", request.output.string()));
    }
  }
}

const Importer& detect_format(const ImportRequest& request, std::string& evidence) {
  std::vector<std::byte> bytes(first_bytes_max);
  ByteSource source(request.input);
  bytes.resize(source.read(bytes));
  if (bytes.empty()) {
    throw bad_input(fmt::format("{}: is empty; of blktrace's files give that of a CPU which recorded something, or say "
                                "--format blktrace",
                                request.input.string()));
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const Importer& importer : importers()) {
    evidence = importer.detect(text);
    if (!evidence.empty()) return importer;
  }
  throw bad_input(fmt::format("{}: no importer recognises the first {} bytes; if it is one of these formats, say "
                              "--format NAME: {}",
                              request.input.string(), bytes.size(), names_of(importers())));
}

TraceMetadata describe(const ImportRequest& request, const Importer& importer) {
  TraceMetadata metadata = request.about;
  metadata.imported_from = fmt::format("{} ({})", request.input.filename().string(), importer.name);
  return metadata;
}

}  // namespace

ImportReport import_trace(const ImportRequest& request) {
  check_request(request);
  ImportReport report;
  const Importer& importer = request.format == "auto" ? detect_format(request, report.format_evidence)
                                                      : find_by_name(importers(), request.format, "trace format");
  report.format = importer.name;
  if (request.event != EventChoice::automatic && !importer.has_event_kinds) {
    throw usage_error(fmt::format("--event chooses among the events of block tracing, which {} has not",
                                  importer.name));
  }
  if (request.iolog_wait && !importer.has_waits) {
    throw usage_error(fmt::format("--iolog-wait explains the waits of fio's iologs, which {} has not", importer.name));
  }
  TraceWriter writer(request.output, describe(request, importer), request.writer);
  importer.run(request, writer, report);
  report.slot_count = writer.slot_count();
  report.distinct_pages = writer.content_count();
  TraceMetadata metadata = writer.metadata();
  for (std::string& loss : report.losses()) metadata.lost.push_back(std::move(loss));
  metadata.notes.insert(metadata.notes.end(), report.notes.begin(), report.notes.end());
  writer.set_metadata(std::move(metadata));
  writer.finish();
  return report;
}

}  // namespace zramlab
