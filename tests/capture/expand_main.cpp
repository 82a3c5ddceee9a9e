#include "traces/reader.h"
#include "traces/writer.h"
int main(int, char** argv) {
  using namespace zramlab;
  const TraceReader trace(argv[1]);
  TraceWriter writer(argv[2], trace.metadata(), {.level = 1});
  for (const TraceThread& thread : trace.threads()) writer.add_thread(thread);
  std::vector<ContentIndex> map;
  trace.for_each_content([&](ContentIndex, PageView page) { map.push_back(writer.add_content(page)); });
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (TraceRecord record : records) { if (record.content != no_content) record.content = map[record.content]; writer.add_record(record); }
  });
  writer.finish();
}
