// FrozenCodec: the codec that lives on a cost table.
#include "bench/frozen_codec.h"

#include "bench/cost_tables.h"
#include "engine/backend/table.h"
#include "tests/support/pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace zramlab::test {
namespace {

std::shared_ptr<PageStore> store_of(const std::vector<Page>& pages) {
  auto store = std::make_shared<PageStore>();
  for (const Page& page : pages) store->add(page);
  return store;
}

// A codec whose compressed form has any length asked for: the page's first two bytes say it. Counts its contexts.
class AnyLengthCodec final : public Codec {
 public:
  class Context final : public Backend {
   public:
    Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
      length = length_of(page);
      std::ranges::fill(output.first(length), page[2]);
      return Outcome::ok;
    }
    Outcome decompress(ByteView input, PageSpan page) override {
      std::ranges::fill(page, input[0]);
      return Outcome::ok;
    }
  };
  static std::size_t length_of(PageView page) {
    return std::to_integer<std::size_t>(page[0]) + 256 * std::to_integer<std::size_t>(page[1]);
  }
  static Page page_of(std::size_t length, std::byte filling) {
    Page page{};
    page[0] = static_cast<std::byte>(length % 256);
    page[1] = static_cast<std::byte>(length / 256);
    page[2] = filling;
    return page;
  }
  [[nodiscard]] std::unique_ptr<Backend> create() const override {
    ++contexts;
    return std::make_unique<Context>();
  }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return 12345; }
  [[nodiscard]] bool decompression_has_state() const override { return true; }
  mutable int contexts = 0;
};

// Compresses nothing: lengths are what the table is told.
std::shared_ptr<CostTable> table_with_lengths(const std::vector<std::size_t>& lengths) {
  auto table = std::make_shared<CostTable>();
  for (const std::size_t length : lengths) table->pages.push_back({1000, 1000, static_cast<std::uint32_t>(length)});
  return table;
}

struct Compressed {
  std::array<std::byte, stream_buffer_bytes> buffer{};
  std::size_t length = 0;
  [[nodiscard]] ByteView bytes() const { return ByteView(buffer).first(length); }
};

Compressed compress(Backend& backend, PageView page) {
  Compressed result;
  result.buffer.fill(std::byte{0xa5});  // what an earlier page left
  EXPECT_EQ(backend.compress(page, result.buffer, result.length), Outcome::ok);
  return result;
}

TEST(frozen_codec, restores_every_page_of_the_store_at_any_length) {
  std::vector<std::size_t> lengths{1, 2, 7, 8, 11, 12, 13, 100, 4095, 4096, 4097, stream_buffer_bytes};
  std::vector<Page> pages;
  for (const std::size_t length : lengths) pages.push_back(AnyLengthCodec::page_of(length, std::byte{7}));
  const auto contents = store_of(pages);
  const auto real = std::make_shared<AnyLengthCodec>();
  const auto backend = FrozenCodec(real, contents, table_with_lengths(lengths)).create();
  for (ContentIndex content = 0; content < contents->count(); ++content) {
    const Compressed compressed = compress(*backend, contents->page(content));
    EXPECT_EQ(compressed.length, lengths[content]);
    Page restored{};
    ASSERT_EQ(backend->decompress(compressed.bytes(), restored), Outcome::ok);
    const bool is_token = backend->content_of(compressed.bytes()) == content;
    if (is_token) {
      EXPECT_EQ(restored, pages[content]) << lengths[content];
    } else {
      EXPECT_EQ(backend->content_of(compressed.bytes()), no_content);
      EXPECT_EQ(restored[100], std::byte{7}) << "the real codec's, for length " << lengths[content];
    }
    EXPECT_EQ(is_token, lengths[content] >= 12) << lengths[content];
  }
}

TEST(frozen_codec, restores_a_page_from_its_telling_part_alone) {
  const std::vector<std::size_t> lengths{12, 13, 100, 4095};
  std::vector<Page> pages;
  for (const std::size_t length : lengths) pages.push_back(AnyLengthCodec::page_of(length, std::byte{7}));
  const auto contents = store_of(pages);
  const FrozenCodec codec(std::make_shared<AnyLengthCodec>(), contents, table_with_lengths(lengths));
  const auto backend = codec.create();
  const std::size_t shortest = backend->telling_part(compress(*backend, contents->page(0)).bytes()).size();
  for (ContentIndex content = 0; content < lengths.size(); ++content) {
    const Compressed compressed = compress(*backend, contents->page(content));
    const ByteView told = backend->telling_part(compressed.bytes());
    EXPECT_EQ(told.size(), shortest) << "whatever the length";
    Compressed stored;
    stored.buffer.fill(std::byte{0x5a});
    std::ranges::copy(told, stored.buffer.begin());
    stored.length = compressed.length;
    Page restored{};
    ASSERT_EQ(backend->decompress(stored.bytes(), restored), Outcome::ok);
    EXPECT_TRUE(std::ranges::equal(restored, contents->page(content))) << lengths[content];
  }
}

TEST(frozen_codec, tells_all_of_a_page_that_was_really_compressed) {
  const auto contents = store_of({AnyLengthCodec::page_of(11, std::byte{7})});  // too short for a token
  const FrozenCodec codec(std::make_shared<AnyLengthCodec>(), contents, table_with_lengths({11}));
  const auto backend = codec.create();
  const Compressed compressed = compress(*backend, contents->page(0));
  EXPECT_EQ(backend->telling_part(compressed.bytes()).size(), compressed.length);
}

TEST(frozen_codec, really_compresses_a_page_that_lies_elsewhere) {
  const auto contents = store_of({AnyLengthCodec::page_of(500, std::byte{7}), AnyLengthCodec::page_of(600, std::byte{8})});
  const auto real = std::make_shared<AnyLengthCodec>();
  const auto backend = FrozenCodec(real, contents, table_with_lengths({500, 600})).create();
  EXPECT_EQ(compress(*backend, contents->page(1)).length, 600u);
  EXPECT_EQ(real->contexts, 0) << "nothing needed the real codec yet";

  const Page elsewhere = AnyLengthCodec::page_of(300, std::byte{9});
  const Compressed compressed = compress(*backend, elsewhere);
  EXPECT_EQ(compressed.length, 300u);
  EXPECT_EQ(backend->content_of(compressed.bytes()), no_content);
  Page restored{};
  ASSERT_EQ(backend->decompress(compressed.bytes(), restored), Outcome::ok);
  EXPECT_EQ(restored[0], std::byte{9});
  EXPECT_EQ(real->contexts, 1);
}

TEST(frozen_codec, really_compresses_what_straddles_two_pages_of_the_store) {
  const auto contents = store_of({AnyLengthCodec::page_of(500, std::byte{7}), AnyLengthCodec::page_of(600, std::byte{8})});
  const auto real = std::make_shared<AnyLengthCodec>();
  const auto backend = FrozenCodec(real, contents, table_with_lengths({500, 600})).create();
  const PageView straddling(contents->page(0).data() + 8, page_bytes);
  std::array<std::byte, stream_buffer_bytes> output{};
  std::size_t length = 0;
  ASSERT_EQ(backend->compress(straddling, output, length), Outcome::ok);
  EXPECT_EQ(real->contexts, 1);
}

TEST(frozen_codec, takes_a_token_of_wrong_length_for_none) {
  const auto contents = store_of({AnyLengthCodec::page_of(500, std::byte{7})});
  const auto backend = FrozenCodec(std::make_shared<AnyLengthCodec>(), contents, table_with_lengths({500})).create();
  const Compressed compressed = compress(*backend, contents->page(0));
  EXPECT_EQ(backend->content_of(compressed.bytes()), 0u);
  EXPECT_EQ(backend->content_of(compressed.bytes().first(499)), no_content);
  EXPECT_EQ(backend->content_of(compressed.bytes().first(3)), no_content);
  EXPECT_EQ(backend->content_of({}), no_content);
}

TEST(frozen_codec, one_context_reads_what_another_wrote) {
  const auto contents = store_of(sample_pages(3));
  const auto codec = make_codec("lz4");
  const NamedCodec named{"lz4", codec.get()};
  const auto costs = std::make_shared<CostTable>(std::move(build_cost_tables(*contents, {&named, 1}).front()));
  const FrozenCodec frozen(codec, contents, costs);
  const auto writer = frozen.create();
  const auto reader = frozen.create();
  for (ContentIndex content = 0; content < contents->count(); ++content) {
    const Compressed compressed = compress(*writer, contents->page(content));
    Page restored{};
    ASSERT_EQ(reader->decompress(compressed.bytes(), restored), Outcome::ok);
    EXPECT_TRUE(std::ranges::equal(restored, contents->page(content))) << content;
  }
}

TEST(frozen_codec, costs_what_the_real_one_costs) {
  const FrozenCodec frozen(std::make_shared<AnyLengthCodec>(), store_of({}), table_with_lengths({}));
  EXPECT_EQ(frozen.work_memory_bytes(), 12345u);
  EXPECT_TRUE(frozen.decompression_has_state());
}

TEST(frozen_codec, no_backend_takes_a_real_page_for_a_token) {
  const auto contents = store_of(sample_pages(5));
  const std::vector<std::size_t> lengths(contents->count(), 100);
  for (const BackendEntry& entry : backends()) {
    const auto real = make_codec(entry.name);
    const auto frozen = FrozenCodec(real, contents, table_with_lengths(lengths)).create();
    const auto context = real->create();
    for (const Page& page : sample_pages(5)) {
      const Compressed compressed = compress(*context, page);
      EXPECT_EQ(frozen->content_of(compressed.bytes()), no_content);
      Page restored{};
      ASSERT_EQ(frozen->decompress(compressed.bytes(), restored), Outcome::ok);
      EXPECT_EQ(restored, page);
    }
  }
}

}  // namespace
}  // namespace zramlab::test
