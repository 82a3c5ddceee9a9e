#include "traces/export.h"

#include "engine/base/input_error.h"
#include "engine/base/table.h"
#include "traces/exporters/page_files.h"
#include "traces/exporters/table.h"
#include "traces/output_file.h"
#include "traces/reader.h"

#include <fmt/format.h>

#include <iterator>
#include <system_error>

namespace zramlab {
namespace {

void check_request(const ExportRequest& request) {
  if (request.pages.empty() != request.page_index.empty()) {
    throw usage_error("--pages and --page-index go together: the index says which page each record stored");
  }
  for (const auto& output : {request.output, request.pages, request.page_index}) {
    std::error_code error;  // a trace that is not there is reported when it is opened
    if (!output.empty() && std::filesystem::equivalent(request.input, output, error)) {
      throw usage_error(fmt::format("{} is the input; choose another name for the output", output.string()));
    }
  }
}

}  // namespace

std::string ExportReport::text() const {
  std::string text = fmt::format("exported {} of {} records", exported, records);
  if (pages != 0) fmt::format_to(std::back_inserter(text), ", and {} distinct pages", pages);
  text += '\n';
  for (const std::string& loss : losses) fmt::format_to(std::back_inserter(text), "  lost: {}\n", loss);
  return text;
}

ExportReport export_trace(const ExportRequest& request) {
  check_request(request);
  const Exporter& exporter = find_by_name(exporters(), request.format, "export format");
  if (!request.pages.empty() && !exporter.keeps_events) {
    throw usage_error(fmt::format("--pages does not go with {}, which holds no operations to read them back by",
                                  exporter.name));
  }
  const TraceReader trace(request.input);
  ExportReport report;
  report.records = trace.record_count();
  report.losses.emplace_back(exporter.loses);
  OutputFile output(request.output);
  exporter.run(trace, request, output, report);
  if (request.pages.empty()) {
    if (trace.content_count() != 0) report.losses.emplace_back("the pages' contents; --pages and --page-index keep them");
  } else {
    report.pages = write_page_files(trace, request);
  }
  output.publish();
  return report;
}

}  // namespace zramlab
