#include "traces/exporters/page_files.h"

#include "traces/export.h"
#include "traces/exporters/text_output.h"
#include "traces/reader.h"

#include <fmt/compile.h>

namespace zramlab {
namespace {

void write_index(const TraceReader& trace, OutputFile& file) {
  TextOutput text(file);
  std::uint64_t number = 0;
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) {
      const std::uint64_t event = number++;
      if (record.operation != Operation::write && record.operation != Operation::partial) continue;
      if (record.content == no_content) {
        text.print(FMT_COMPILE("{}\t{}\t-\n"), event, record.slot);
      } else {
        text.print(FMT_COMPILE("{}\t{}\t{}\n"), event, record.slot, record.content);
      }
    }
  });
  text.flush();
}

}  // namespace

std::uint64_t write_page_files(const TraceReader& trace, const ExportRequest& request) {
  OutputFile pages(request.pages);
  OutputFile index(request.page_index);
  trace.for_each_content([&](ContentIndex, PageView page) { pages.write(std::array{ByteView(page)}); });
  write_index(trace, index);
  pages.publish();
  index.publish();
  return trace.content_count();
}

}  // namespace zramlab
