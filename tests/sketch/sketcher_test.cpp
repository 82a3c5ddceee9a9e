// Sketches of captured pages: what replays make of them is as long as the pages were.
#include "bench/sketch/sketcher.h"

#include "bench/captures.h"
#include "engine/backend/table.h"
#include "engine/base/random.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

namespace zramlab::test {
namespace {

constexpr HashKey test_key{1, 2};

std::size_t length_of(PageView page, const std::string& codec) {
  std::array<std::byte, stream_buffer_bytes> output{};
  return compressed_bytes(page, *make_codec(codec)->create(), output);
}

TEST(sketcher, knows_the_length_of_a_page_under_every_codec) {
  Sketcher sketcher(test_key);
  const Page page = page_of(5);
  const PageSketch sketch = sketcher.sketch(page);
  ASSERT_EQ(sketch.lengths.size(), sketcher.codecs().size());
  EXPECT_GE(sketch.lengths.size(), 4u);
  for (std::size_t i = 0; i < sketch.lengths.size(); ++i) EXPECT_EQ(sketch.lengths[i], length_of(page, sketcher.codecs()[i]));
  EXPECT_EQ(sketch.hash, keyed_hash(test_key, page));
}

TEST(sketcher, knows_zeros_words_and_huge_pages) {
  Sketcher sketcher(test_key);
  Page page{};
  EXPECT_EQ(sketcher.sketch(page).page_class, PageClass::zero);
  page.fill(std::byte{7});
  EXPECT_EQ(sketcher.sketch(page).page_class, PageClass::same_filled);
  Random random(1);
  for (std::byte& byte : page) byte = static_cast<std::byte>(random());
  const PageSketch noise = sketcher.sketch(page);
  EXPECT_EQ(noise.page_class, PageClass::huge);
  Page made{};
  synthesise(noise, made);
  EXPECT_GT(length_of(made, "lz4"), 4000u);
  EXPECT_EQ(sketcher.sketch(page_of(1)).page_class, PageClass::ordinary);
}

TEST(sketcher, makes_pages_whose_lengths_are_within_two_per_cent_of_the_captured_ones) {
  const PageStore contents = TraceReader(find_capture("gxx")).load_contents();
  Sketcher sketcher(test_key);
  constexpr std::size_t tried = 60;
  std::map<std::string, double> captured;
  std::map<std::string, double> made;
  std::size_t near = 0;
  for (std::size_t i = 0; i < tried; ++i) {
    const PageView page = contents.page(static_cast<ContentIndex>(i * (contents.count() / tried)));
    const PageSketch sketch = sketcher.sketch(page);
    Page like{};
    synthesise(sketch, like);
    for (std::size_t codec = 0; codec < sketch.lengths.size(); ++codec) {
      captured[sketcher.codecs()[codec]] += sketch.lengths[codec];
      made[sketcher.codecs()[codec]] += static_cast<double>(length_of(like, sketcher.codecs()[codec]));
    }
    const auto lz4 = static_cast<double>(length_of(page, "lz4"));
    near += std::abs(static_cast<double>(length_of(like, "lz4")) / lz4 - 1) <= 0.02;
  }
  EXPECT_GE(near, tried * 95 / 100) << "of " << tried;
  for (const std::string codec : {"lz4", "zstd"}) EXPECT_NEAR(made[codec] / captured[codec], 1, 0.01) << codec;
  for (const auto& [codec, bytes] : captured) EXPECT_NEAR(made[codec] / bytes, 1, 0.05) << codec;
}

TEST(sketch_pages, gives_each_page_its_number_on_any_number_of_threads) {
  const Folder folder;
  PageStore pages;
  for (std::uint32_t i = 0; i < 40; ++i) pages.add(page_of(i));
  const auto sketched = [&](unsigned threads) {
    const auto file = folder.file("a.ztrace");
    TraceWriter writer(file, {}, {.level = 1});
    sketch_pages(pages, {.key = test_key, .threads = threads}, writer, {});
    writer.finish();
    return read_file(file);
  };
  const std::string one = sketched(1);
  EXPECT_EQ(sketched(3), one);
  const TraceReader trace(folder.file("a.ztrace"));
  ASSERT_EQ(trace.content_count(), 40u);
  trace.for_each_stored_content([](ContentIndex, std::size_t) { return true; }, [](ContentIndex, PageView) { FAIL() << "a page"; },
                                [&](ContentIndex i, const SketchCodecs&, const PageSketch& sketch) {
                                  EXPECT_EQ(sketch.hash, keyed_hash(test_key, pages.page(i))) << i;
                                });
}

}  // namespace
}  // namespace zramlab::test
