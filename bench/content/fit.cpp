#include "bench/content/fit.h"

#include "bench/cost_tables.h"
#include "bench/sketch/page_fitter.h"
#include "bench/sketch/zstd_frame.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "engine/base/same_filled.h"
#include "workloads/content/written_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace zramlab {

namespace {

// Bands of LZ4's length within which a sample is spread over zstd's.
constexpr std::size_t lz4_bands = 48;

// Lengths of one page.
struct SizedPage {
  ContentIndex content = 0;
  std::size_t lz4 = 0;
  std::size_t zstd = 0;
  bool coded_literals = false;
};

// Every write that is not same-filled, with its page's lengths.
std::vector<SizedPage> sized_writes(const PageStore& contents, const std::vector<ContentIndex>& writes) {
  const auto lz4 = make_codec("lz4")->create();
  const auto zstd = make_codec("zstd")->create();
  std::array<std::byte, stream_buffer_bytes> output{};
  std::map<ContentIndex, SizedPage> known;
  std::vector<SizedPage> sized;
  for (const ContentIndex content : writes) {
    const PageView page = contents.page(content);
    if (is_same_filled(page)) continue;
    const auto [found, is_new] = known.try_emplace(content);
    if (is_new) {
      found->second = {content, compressed_bytes(page, *lz4, output), compressed_bytes(page, *zstd, output), false};
      found->second.coded_literals = has_coded_literals(ByteView(output).first(found->second.zstd));
    }
    sized.push_back(found->second);
  }
  return sized;
}

// `count` of the writes, evenly over the joint distribution of both lengths and of what zstd does with the literals.
std::vector<SizedPage> sample_of(std::vector<SizedPage> writes, std::size_t count) {
  const auto by_lz4 = [](const SizedPage& a, const SizedPage& b) {
    return std::tie(a.lz4, a.zstd, a.content) < std::tie(b.lz4, b.zstd, b.content);
  };
  const auto by_zstd = [](const SizedPage& a, const SizedPage& b) {
    return std::tie(a.coded_literals, a.zstd, a.lz4, a.content) < std::tie(b.coded_literals, b.zstd, b.lz4, b.content);
  };
  std::ranges::sort(writes, by_lz4);
  const auto place = [&](std::size_t band) { return writes.begin() + static_cast<std::ptrdiff_t>(band * writes.size() / lz4_bands); };
  for (std::size_t band = 0; band < lz4_bands; ++band) std::sort(place(band), place(band + 1), by_zstd);
  count = std::min(count, writes.size());
  std::vector<SizedPage> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(writes[(2 * i + 1) * writes.size() / (2 * count)]);
  return sample;
}

}  // namespace

ContentModel fit_model(const TraceReader& trace, const FitRequest& request, const TellProgress& tell) {
  const PageStore contents = trace.load_contents();
  const std::vector<ContentIndex> writes = written_pages(trace);
  if (writes.empty()) {
    throw bad_input(fmt::format("{}: no write of the trace holds a page to fit a model to", trace.file().string()));
  }
  const std::vector<SizedPage> sized = sized_writes(contents, writes);
  ContentModel model;
  model.name = trace.file().stem().string();
  model.program = trace.metadata().program;
  model.contents_key = contents_key(contents);
  model.writes = writes.size();
  model.distinct_pages = contents.count();
  model.same_filled_share = static_cast<double>(writes.size() - sized.size()) / static_cast<double>(writes.size());
  PageFitter fitter;
  const std::vector<SizedPage> sample = sample_of(sized, request.pages);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    model.pages.push_back(fitter.fit(contents.page(sample[i].content), Random(request.seed).fork(i)()).page);
    if (tell) tell(static_cast<double>(i) / static_cast<double>(sample.size()));
  }
  return model;
}

}  // namespace zramlab
