#include "bench/content/fit.h"

#include "bench/content/zstd_frame.h"
#include "bench/cost_tables.h"
#include "engine/backend/table.h"
#include "engine/base/check.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "workloads/content/correction.h"
#include "workloads/content/synthesis.h"
#include "workloads/content/written_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace zramlab {

namespace {

// Pages whose lengths are that near are left alone: each correction moves the times a little away.
constexpr double error_good = 0.015;
constexpr int correction_rounds = 2;
constexpr int pages_tried = 3;
constexpr int skew_change_max = 128;

// Whether zstd codes the literals decides how long decompression takes, so a page that goes the other way is as bad as one whose
// length is 6 % off.
constexpr double error_of_literals = 0.06;

// Bands of LZ4's length within which a sample is spread over zstd's.
constexpr std::size_t lz4_bands = 48;

std::size_t compressed_bytes(PageView page, Backend& backend, StreamBuffer output) {
  std::size_t length = 0;
  const Outcome outcome = backend.compress(page, output, length);
  ZRAMLAB_CHECK(outcome == Outcome::ok, "a codec cannot fail with room for its bound");
  return length;
}

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

PageFitter::PageFitter()
    : lz4_codec_(make_codec("lz4")), zstd_codec_(make_codec("zstd")), lz4_(lz4_codec_->create()), zstd_(zstd_codec_->create()) {}

PageFitter::Compressed PageFitter::compress(PageView page) {
  std::array<std::byte, stream_buffer_bytes> output{};
  const std::size_t lz4_bytes = compressed_bytes(page, *lz4_, output);
  const std::size_t zstd_bytes = compressed_bytes(page, *zstd_, output);
  return {static_cast<double>(lz4_bytes), static_cast<double>(zstd_bytes),
          has_coded_literals(ByteView(output).first(zstd_bytes)) ? 1.0 : 0.0};
}

PageFitter::Attempt PageFitter::attempt(PageRecipe recipe, const Compressed& wanted, std::uint64_t seed) {
  Compressed excess = {-wanted.lz4_bytes, -wanted.zstd_bytes, -wanted.coded_literals};
  std::array<std::byte, page_bytes> page{};
  for (int i = 0; i < pages_tried; ++i) {
    Random random = Random(seed).fork(static_cast<std::uint64_t>(i));
    synthesise(recipe, random, page);
    const Compressed one = compress(page);
    excess.lz4_bytes += one.lz4_bytes / pages_tried;
    excess.zstd_bytes += one.zstd_bytes / pages_tried;
    excess.coded_literals += one.coded_literals / pages_tried;
  }
  const double length_error = std::max(std::abs(excess.lz4_bytes) / wanted.lz4_bytes, std::abs(excess.zstd_bytes) / wanted.zstd_bytes);
  return {std::move(recipe), excess, length_error + error_of_literals * std::abs(excess.coded_literals)};
}

// Repeats decide LZ4's length, and about as many bytes of zstd's.
PageFitter::Attempt PageFitter::correct_repeats(const Attempt& from, const Compressed& wanted, std::uint64_t seed) {
  Attempt best = from;
  for (const double step : {1.0, 0.5}) {
    PageRecipe recipe = best.recipe;
    shorten_repeats(recipe, static_cast<int>(std::lround(-best.excess.lz4_bytes * step)));
    Attempt next = attempt(std::move(recipe), wanted, seed);
    if (next.error < best.error) best = std::move(next);
  }
  return best;
}

// The literals' skew decides what zstd's entropy stage makes of them: the more, the shorter, so that halving finds it.
PageFitter::Attempt PageFitter::correct_literals(const Attempt& from, const Compressed& wanted, std::uint64_t seed) {
  Attempt best = from;
  int low = -skew_change_max;
  int high = skew_change_max;
  bool is_longer = from.excess.zstd_bytes > 0;
  for (int change = 0; high - low > 2;) {
    (is_longer ? low : high) = change;
    change = (low + high) / 2;
    PageRecipe recipe = from.recipe;
    skew_literals(recipe, change);
    Attempt next = attempt(std::move(recipe), wanted, seed);
    is_longer = next.excess.zstd_bytes > 0;
    if (next.error < best.error) best = std::move(next);
  }
  return best;
}

FittedPage PageFitter::fit(PageView page, std::uint64_t seed) {
  const Compressed wanted = compress(page);
  Attempt best = attempt(recipe_of(page), wanted, seed);
  for (int round = 0; round < correction_rounds && best.error > error_good; ++round) {
    best = correct_repeats(best, wanted, seed);
    if (best.error > error_good) best = correct_literals(best, wanted, seed);
  }
  return {std::move(best.recipe), static_cast<std::uint16_t>(wanted.lz4_bytes), static_cast<std::uint16_t>(wanted.zstd_bytes)};
}

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
    model.pages.push_back(fitter.fit(contents.page(sample[i].content), Random(request.seed).fork(i)()));
    if (tell) tell(static_cast<double>(i) / static_cast<double>(sample.size()));
  }
  return model;
}

}  // namespace zramlab
