#include "workloads/content/written_pages.h"

namespace zramlab {

std::vector<ContentIndex> written_pages(const TraceReader& trace) {
  std::vector<ContentIndex> contents;
  trace.for_each_block([&](std::span<const TraceRecord> block) {
    for (const TraceRecord& record : block) {
      if (record.operation == Operation::write && record.content != no_content) contents.push_back(record.content);
    }
  });
  return contents;
}

}  // namespace zramlab
