#include "workloads/content/model.h"

#include "bench/captures.h"
#include "bench/content/comparison.h"
#include "bench/content/fit.h"
#include "bench/cost_tables.h"
#include "bench/sketch/page_fitter.h"
#include "engine/base/same_filled.h"
#include "tests/support/pages.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace zramlab::test {
namespace {

ContentModel small_model() {
  PageFitter fitter;
  ContentModel model{.name = "small", .program = "a test", .contents_key = 0x123456789abcdef0, .writes = 9, .distinct_pages = 5,
                     .same_filled_share = 0.25, .pages = {}};
  for (std::uint64_t seed = 1; seed < 4; ++seed) model.pages.push_back(fitter.fit(heap_page(seed), seed).page);
  model.pages.push_back(fitter.fit(random_page(1), 1).page);
  return model;
}

TEST(content_model, comes_back_from_its_file_as_it_was) {
  const Folder folder;
  const ContentModel model = small_model();
  save_model(folder.file("a.model"), model);
  EXPECT_EQ(load_model(folder.file("a.model")), model);
}

TEST(content_model, with_any_byte_changed_is_refused_by_name) {
  const Folder folder;
  save_model(folder.file("a.model"), small_model());
  const std::string good = read_file(folder.file("a.model"));
  for (std::size_t at = 0; at < good.size(); at += at < 80 ? 1 : 37) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x20);
    const auto file = folder.with("bad.model", bad);
    const std::string error = error_of([&] { load_model(file); });
    EXPECT_NE(error.find("bad.model"), std::string::npos) << "byte " << at << ": " << error;
  }
}

TEST(content_model, that_was_cut_off_or_is_something_else_is_refused) {
  const Folder folder;
  save_model(folder.file("a.model"), small_model());
  const std::string good = read_file(folder.file("a.model"));
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{10}, std::size_t{64}, good.size() - 1}) {
    EXPECT_NE(error_of([&] { load_model(folder.with("b.model", std::string_view(good).substr(0, bytes))); }), "") << bytes << " bytes";
  }
  EXPECT_NE(error_of([&] { load_model(folder.with("c.model", good + "x")); }), "");
  const std::string text(200, 'a');
  EXPECT_NE(error_of([&] { load_model(folder.with("d.model", text)); }).find("no content model"), std::string::npos);
}

TEST(packed_pages, are_believed_in_nothing) {
  const ContentModel model = small_model();
  const std::vector<std::byte> good = pack_pages(model.pages);
  std::vector<FittedPage> pages;
  ASSERT_EQ(unpack_pages(good, pages), nullptr);
  ASSERT_EQ(pages, model.pages);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const std::byte change : {std::byte{1}, std::byte{0x80}, std::byte{0xff}}) {
      std::vector<std::byte> bad = good;
      bad[at] ^= change;
      std::vector<FittedPage> found;
      if (unpack_pages(bad, found) != nullptr) ++refused;
      for (const FittedPage& page : found) ASSERT_TRUE(page.recipe.is_sound()) << "byte " << at;
    }
    std::vector<FittedPage> found;
    ASSERT_NE(unpack_pages(ByteView(good).first(at), found), nullptr) << "cut off at " << at;
  }
  EXPECT_GT(refused, good.size());
}

TEST(content_model, gives_the_same_pages_for_a_seed_and_others_for_another) {
  const ContentModel model = small_model();
  const PageStore one = pages_of(model, 40, 7);
  const PageStore same = pages_of(model, 40, 7);
  EXPECT_EQ(contents_key(one), contents_key(same));
  EXPECT_NE(contents_key(one), contents_key(pages_of(model, 40, 8)));
  std::size_t same_filled = 0;
  for (ContentIndex content = 0; content < one.count(); ++content) {
    EXPECT_EQ(one.hash(content), content_hash(one.page(content)));
    if (is_same_filled(one.page(content))) ++same_filled;
  }
  EXPECT_EQ(same_filled, 10u) << "a quarter of 40";
}

TEST(page_fitter, makes_pages_of_the_length_of_the_one_it_saw) {
  const TraceReader trace(find_capture("gxx"));
  const PageStore contents = trace.load_contents();
  PageFitter fitter;
  const std::size_t step = contents.count() / 40;
  std::size_t near = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    const FittedPage page = fitter.fit(contents.page(static_cast<ContentIndex>(i * step)), i).page;
    ContentModel model{.name = {}, .program = {}, .contents_key = 0, .writes = 1, .distinct_pages = 1, .same_filled_share = 0, .pages = {page}};
    const PageStore made = pages_of(model, 1, 99);
    const FittedPage again = fitter.fit(made.page(0), 1).page;
    const double lz4 = static_cast<double>(again.lz4_bytes) / page.lz4_bytes;
    const double zstd = static_cast<double>(again.zstd_bytes) / page.zstd_bytes;
    if (std::abs(lz4 - 1) < 0.03 && std::abs(zstd - 1) < 0.05) ++near;
  }
  EXPECT_GE(near, 36u) << "of 40";
}

class shipped_model : public ::testing::TestWithParam<std::string> {};

TEST_P(shipped_model, has_the_sizes_of_its_capture_within_the_tolerances) {
  const ContentModel model = load_model(find_shipped(GetParam(), ".model"));
  const TraceReader trace(find_capture(GetParam()));
  const ContentComparison comparison =
      compare_contents(model, trace, {.codecs = {"lz4", "zstd"}, .seed = 3, .pages_timed = 0, .tries = 1}, {});
  ASSERT_EQ(comparison.codecs.size(), 2u);
  for (const CodecComparison& codec : comparison.codecs) EXPECT_EQ(codec.figures.size(), 11u) << codec.codec;
  EXPECT_EQ(comparison.figures_outside(), 0u) << to_text(comparison);
}

TEST_P(shipped_model, says_which_capture_it_was_fitted_to) {
  const ContentModel model = load_model(find_shipped(GetParam(), ".model"));
  const TraceReader trace(find_capture(GetParam()));
  EXPECT_EQ(model.name, GetParam());
  EXPECT_EQ(model.contents_key, contents_key(trace.load_contents()));
}

INSTANTIATE_TEST_SUITE_P(captures, shipped_model, ::testing::Values("gxx", "node"), [](const auto& capture) { return capture.param; });

TEST(content_comparison, finds_a_model_that_is_of_another_capture) {
  const ContentModel model = load_model(find_shipped("node", ".model"));
  const TraceReader trace(find_capture("gxx"));
  const ContentComparison comparison =
      compare_contents(model, trace, {.codecs = {"lz4"}, .seed = 1, .pages_timed = 0, .tries = 1}, {});
  EXPECT_FALSE(comparison.same_filled.is_within());
  EXPECT_GT(comparison.figures_outside(), 3u);
}

}  // namespace
}  // namespace zramlab::test
