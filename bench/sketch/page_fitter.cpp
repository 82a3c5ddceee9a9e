#include "bench/sketch/page_fitter.h"

#include "bench/sketch/zstd_frame.h"
#include "engine/backend/table.h"
#include "engine/base/check.h"
#include "engine/base/random.h"
#include "traces/recipes/correction.h"
#include "traces/recipes/synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zramlab {

namespace {

constexpr int skew_change_max = 128;

// Whether zstd codes the literals decides how long decompression takes, so a page that goes the other way is as bad as one whose
// length is 6 % off.
constexpr double error_of_literals = 0.06;

}  // namespace

std::size_t compressed_bytes(PageView page, Backend& backend, StreamBuffer output) {
  std::size_t length = 0;
  const Outcome outcome = backend.compress(page, output, length);
  ZRAMLAB_CHECK(outcome == Outcome::ok, "a codec cannot fail with room for its bound");
  return length;
}

PageFitter::PageFitter(const FitEffort& effort)
    : effort_(effort), lz4_codec_(make_codec("lz4")), zstd_codec_(make_codec("zstd")), lz4_(lz4_codec_->create()), zstd_(zstd_codec_->create()) {}

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
  for (int i = 0; i < effort_.pages_tried; ++i) {
    Random random = Random(seed).fork(static_cast<std::uint64_t>(i));
    synthesise(recipe, random, page);
    const Compressed one = compress(page);
    excess.lz4_bytes += one.lz4_bytes / effort_.pages_tried;
    excess.zstd_bytes += one.zstd_bytes / effort_.pages_tried;
    excess.coded_literals += one.coded_literals / effort_.pages_tried;
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

PageFit PageFitter::fit(PageView page, std::uint64_t seed) {
  const Compressed wanted = compress(page);
  Attempt best = attempt(recipe_of(page), wanted, seed);
  for (int round = 0; round < effort_.correction_rounds && best.error > effort_.error_good; ++round) {
    best = correct_repeats(best, wanted, seed);
    if (best.error > effort_.error_good) best = correct_literals(best, wanted, seed);
  }
  return {{std::move(best.recipe), static_cast<std::uint16_t>(wanted.lz4_bytes), static_cast<std::uint16_t>(wanted.zstd_bytes)}, best.error};
}

}  // namespace zramlab
