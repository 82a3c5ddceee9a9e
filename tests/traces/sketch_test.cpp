// Sketches of pages: their hashes, their bytes in a trace, and the pages that are made of them.
#include "tests/traces/support.h"

#include "engine/base/random.h"
#include "engine/base/same_filled.h"
#include "traces/rework/selection.h"
#include "traces/sketches/sketch_block.h"

#include <algorithm>
#include <set>

namespace zramlab::test {
namespace {

const SketchCodecs two_codecs = {"lz4", "zstd"};

// Of the page of that number; every fifth one is of a page of zeros or of a word.
PageSketch sketch_of(std::uint32_t number) {
  PageSketch sketch;
  const Page page = page_of(number);
  sketch.hash = keyed_hash({1, 2}, page);
  sketch.variant = number % 3;
  sketch.lengths = {static_cast<std::uint16_t>(100 + number), static_cast<std::uint16_t>(50 + number)};
  if (number % 10 == 0) {
    sketch.page_class = PageClass::zero;
  } else if (number % 10 == 5) {
    sketch.page_class = PageClass::same_filled;
  } else {
    sketch.recipe = recipe_of(page);
  }
  return sketch;
}

// The published test vectors: key 00 01 02 ... 0f, inputs 00 01 02 ... of each length.
TEST(keyed_hash, is_siphash_2_4_128) {
  const HashKey key{.low = 0x0706050403020100, .high = 0x0f0e0d0c0b0a0908};
  std::vector<std::byte> input;
  for (int i = 0; i < 63; ++i) input.push_back(static_cast<std::byte>(i));
  const ByteView all(input);
  EXPECT_EQ(keyed_hash(key, all.first(0)), (KeyedHash{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(keyed_hash(key, all.first(1)), (KeyedHash{0x44af996bd8c187da, 0x45fc229b11597634}));
  EXPECT_EQ(keyed_hash(key, all), (KeyedHash{0x4a83502f77d15051, 0x7cbd3f979a063e50}));
}

TEST(keyed_hash, of_another_key_has_nothing_in_common) {
  const Page page = page_of(7);
  EXPECT_NE(keyed_hash({1, 2}, page), keyed_hash({1, 3}, page));
  EXPECT_NE(keyed_hash({1, 2}, page), keyed_hash({2, 2}, page));
  const HashKey one = random_hash_key();
  const HashKey other = random_hash_key();
  EXPECT_NE(one.low, other.low);
}

TEST(sketch_block, comes_back_as_it_was) {
  std::vector<PageSketch> sketches;
  for (std::uint32_t i = 0; i < 40; ++i) sketches.push_back(sketch_of(i));
  const auto payload = pack_sketches(two_codecs, sketches, 1);
  SketchBlock block;
  ASSERT_EQ(unpack_sketches(payload, sketches.size(), block), nullptr);
  EXPECT_EQ(block.codecs, two_codecs);
  EXPECT_EQ(block.sketches, sketches);
}

TEST(sketch_block, of_another_number_of_pages_or_with_equal_ones_is_refused) {
  std::vector<PageSketch> sketches = {sketch_of(1), sketch_of(2)};
  SketchBlock block;
  EXPECT_NE(unpack_sketches(pack_sketches(two_codecs, sketches, 1), 3, block), nullptr);
  EXPECT_NE(unpack_sketches(pack_sketches(two_codecs, sketches, 1), 1, block), nullptr);
  sketches[1].hash = sketches[0].hash;
  EXPECT_STREQ(unpack_sketches(pack_sketches(two_codecs, sketches, 1), 2, block),
               "two pages of this chunk are equal, and a trace stores each once");
}

TEST(sketch_block, any_change_of_its_bytes_is_refused_or_gives_sound_recipes) {
  std::vector<PageSketch> sketches;
  for (std::uint32_t i = 0; i < 12; ++i) sketches.push_back(sketch_of(i));
  const auto good = pack_sketches(two_codecs, sketches, 1);
  Random random(3);
  std::size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    auto bad = good;
    bad[random.below(static_cast<std::uint32_t>(bad.size()))] ^= static_cast<std::byte>(1 + random.below(255));
    SketchBlock block;
    if (unpack_sketches(bad, sketches.size(), block) != nullptr) {
      ++refused;
      continue;
    }
    for (const PageSketch& sketch : block.sketches) {
      ASSERT_TRUE(!sketch.has_recipe() || sketch.recipe.is_sound());
      Page page{};
      synthesise(sketch, page);
    }
  }
  EXPECT_GT(refused, 0u);
  for (std::size_t length = 0; length < good.size(); length += 7) {
    SketchBlock block;
    EXPECT_NE(unpack_sketches(ByteView(good).first(length), sketches.size(), block), nullptr) << length;
  }
}

TEST(page_sketch, makes_the_same_page_each_time_and_another_for_another_hash) {
  const PageSketch sketch = sketch_of(3);
  Page one{};
  Page again{};
  synthesise(sketch, one);
  synthesise(sketch, again);
  EXPECT_EQ(one, again);
  PageSketch other = sketch;
  other.hash[0] ^= 1;
  Page another{};
  synthesise(other, another);
  EXPECT_NE(one, another);
  EXPECT_NE(one, page_of(3)) << "it is not the page";
}

TEST(page_sketch, of_zeros_makes_zeros_and_of_a_word_a_word_that_is_not_zero) {
  Page page{};
  page.fill(std::byte{1});
  synthesise(sketch_of(10), page);
  EXPECT_EQ(page, Page{});
  synthesise(sketch_of(15), page);
  std::uint64_t word = 0;
  EXPECT_TRUE(is_same_filled(page, word));
  EXPECT_NE(word, 0u);
}

// Pages and sketches by turns, as a merge of both kinds of trace has them.
void write_mixed(const std::filesystem::path& file, std::uint32_t count) {
  TraceWriter writer(file, {}, {.level = 1});
  const ThreadIndex thread = writer.add_thread({1, "a"});
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool is_page = i / 7 % 2 == 0;
    const ContentIndex content = is_page ? writer.add_content(page_of(i)) : writer.add_sketch(two_codecs, sketch_of(i));
    EXPECT_EQ(content, i);
    writer.add_record({.time_ns = i, .slot = i, .content = content, .thread = thread});
  }
  EXPECT_EQ(writer.add_sketch(two_codecs, sketch_of(7)), 7u) << "each is stored once";
  writer.finish();
}

TEST(sketched_trace, gives_the_same_pages_by_every_way_of_reading) {
  const Folder folder;
  write_mixed(folder.file("a.ztrace"), 100);
  const TraceReader trace(folder.file("a.ztrace"));
  trace.verify();
  EXPECT_EQ(trace.content_count(), 100u);
  EXPECT_GT(trace.sketch_count(), 40u);
  const PageStore one_thread = trace.load_contents(1);
  const PageStore threads = trace.load_contents(4);
  trace.for_each_content([&](ContentIndex i, PageView page) {
    Page expected = page_of(i);
    if (i / 7 % 2 != 0) synthesise(sketch_of(i), expected);
    EXPECT_TRUE(std::ranges::equal(page, expected)) << i;
    EXPECT_TRUE(std::ranges::equal(page, one_thread.page(i))) << i;
    EXPECT_TRUE(std::ranges::equal(page, threads.page(i))) << i;
    EXPECT_EQ(threads.hash(i), content_hash(page)) << i;
  });
}

TEST(sketched_trace, stays_one_when_it_is_cut) {
  const Folder folder;
  write_mixed(folder.file("a.ztrace"), 100);
  const TraceReader trace(folder.file("a.ztrace"));
  write_selection(trace, {.range = {.first = 10, .last = 60}, .what = "a test", .output = folder.file("b.ztrace"), .writer = {.level = 1}});
  const TraceReader cut(folder.file("b.ztrace"));
  cut.verify();
  EXPECT_EQ(cut.content_count(), 50u);
  EXPECT_EQ(cut.sketch_count(), 25u);
  const PageStore before = trace.load_contents();
  const PageStore after = cut.load_contents();
  std::vector<TraceRecord> records = records_of(trace);
  const std::vector<TraceRecord> kept = records_of(cut);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(after.hash(kept[i].content), before.hash(records[10 + i].content)) << i;
  }
}

TEST(sketched_trace, with_sketches_that_do_not_hold_what_they_promise_is_an_error_with_a_place) {
  const Folder folder;
  const std::vector<PageSketch> sketches = {sketch_of(1), sketch_of(2)};
  const auto payload = pack_sketches(two_codecs, sketches, 1);
  const auto file_of = [&](std::uint64_t items, ByteView bytes) {
    return folder.with("bad.ztrace", HandMade().chunk(ChunkType::sketches, items, bytes).end({0, items, 0, 1}).bytes());
  };
  EXPECT_EQ(fault_of(file_of(2, payload)), "");
  EXPECT_NE(fault_of(file_of(3, payload)).find("byte 64: sketches of pages cannot be read"), std::string::npos);
  EXPECT_NE(fault_of(file_of(block_sketches_max + 1, payload)).find("beyond the format's limits"), std::string::npos);
  EXPECT_NE(fault_of(file_of(2, ByteView(payload).first(payload.size() - 1))).find("sketches"), std::string::npos);
}

TEST(trace_writer, flushes_what_waits_so_that_a_cut_off_file_has_it) {
  const Folder folder;
  TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1, .keeps_partial = true});
  const ThreadIndex thread = writer.add_thread({1, "a"});
  for (std::uint32_t i = 0; i < 10; ++i) writer.add_record({.slot = i, .content = writer.add_content(page_of(i)), .thread = thread});
  EXPECT_EQ(TraceReader(folder.file("a.ztrace.partial"), Incomplete::accept).record_count(), 0u);
  writer.flush();
  const TraceReader left(folder.file("a.ztrace.partial"), Incomplete::accept);
  left.verify();
  EXPECT_EQ(left.record_count(), 10u);
  EXPECT_EQ(left.threads().size(), 1u);
}

}  // namespace
}  // namespace zramlab::test
