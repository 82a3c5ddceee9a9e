#include "traces/rework/carrier.h"

#include <algorithm>
#include <span>

namespace zramlab {

Carrier::Carrier(const TraceReader& trace)
    : trace_(trace), contents_(trace.content_count(), no_content), threads_(trace.threads().size(), no_thread) {}

void Carrier::note(const TraceRecord& record) {
  threads_[record.thread] = 0;
  if (record.content != no_content) contents_[record.content] = 0;
}

void Carrier::write(TraceWriter& writer) {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i] != no_thread) threads_[i] = writer.add_thread(trace_.threads()[i]);
  }
  const auto is_wanted = [&](ContentIndex first, std::size_t count) {
    return std::ranges::any_of(std::span(contents_).subspan(first, count), [](auto i) { return i != no_content; });
  };
  trace_.for_each_stored_content(
      is_wanted,
      [&](ContentIndex i, PageView page) {
        if (contents_[i] != no_content) contents_[i] = writer.add_content(page);
      },
      [&](ContentIndex i, const SketchCodecs& codecs, const PageSketch& sketch) {
        if (contents_[i] != no_content) contents_[i] = writer.add_sketch(codecs, sketch);
      });
}

TraceRecord Carrier::carried(TraceRecord record) const {
  record.thread = threads_[record.thread];
  if (record.content != no_content) record.content = contents_[record.content];
  return record;
}

}  // namespace zramlab
