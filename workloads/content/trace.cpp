// The pages of a trace: each distinct one once, or a sample of its writes.
#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "traces/reader.h"
#include "workloads/content/content.h"
#include "workloads/content/written_pages.h"

#include <fmt/format.h>

namespace zramlab {

namespace {

PageStore sample(const PageStore& contents, const std::vector<ContentIndex>& writes, std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  PageStore pages;
  for (std::uint64_t i = 0; i < count; ++i) {
    pages.add(contents.page(writes[random.below(static_cast<std::uint32_t>(writes.size()))]));
  }
  return pages;
}

}  // namespace

Content load_trace(ContentRequest& request) {
  const TraceReader trace(request.find_shipped(request.argument, ".ztrace"));
  const std::uint64_t count = take_count(request.parameters, "pages", 0, 1, content_pages_max);
  PageStore contents = trace.load_contents();
  if (contents.count() == 0) {
    throw bad_input(fmt::format("{}: the trace holds no pages; take them from elsewhere, as in --content synthetic:gxx",
                                trace.file().string()));
  }
  if (count == 0) return {std::make_shared<const PageStore>(std::move(contents)), {}, {}};
  const std::vector<ContentIndex> writes = written_pages(trace);
  if (writes.empty()) throw bad_input(fmt::format("{}: no write of the trace holds a page to sample", trace.file().string()));
  return {std::make_shared<const PageStore>(sample(contents, writes, count, request.seed)), {}, {}};
}

}  // namespace zramlab
