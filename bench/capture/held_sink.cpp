#include "bench/capture/held_sink.h"

#include "bench/calibrate/progress_line.h"

#include <utility>

namespace zramlab {

HeldSink::HeldSink(std::filesystem::path file, const SketchRequest& request, int level)
    : file_(std::move(file)), request_(request), level_(level) {}

ContentIndex HeldSink::add_content(PageView page) {
  const auto next = static_cast<ContentIndex>(pages_.count());
  const ContentIndex content = known_.find_or_add(page, next);
  if (content == next) pages_.add(page);
  return content;
}

ThreadIndex HeldSink::add_thread(const TraceThread& thread) {
  threads_.push_back(thread);
  return static_cast<ThreadIndex>(threads_.size() - 1);
}

void HeldSink::finish(const TraceMetadata& metadata) {
  TraceWriter writer(file_, metadata, {.level = level_});
  ProgressLine progress;
  // Equal pages were found by their contents, so each sketch is a new one and has its page's number.
  sketch_pages(pages_, request_, writer, [&](double share) { progress.show("sketching", share); });
  for (const TraceThread& thread : threads_) writer.add_thread(thread);
  for (const TraceRecord& record : records_) writer.add_record(record);
  writer.finish();
}

}  // namespace zramlab
