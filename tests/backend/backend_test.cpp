// What every backend promises (engine/backend/backend.h), over the table.
#include "engine/base/random.h"
#include "tests/backend/codecs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace zramlab::test {
namespace {

// A page with guards around it, to see what is written outside.
class GuardedPage {
 public:
  GuardedPage() { std::ranges::fill(bytes_, guard); }
  [[nodiscard]] PageSpan page() { return std::span(bytes_).subspan<guard_bytes, page_bytes>(); }
  [[nodiscard]] bool guards_hold() const {
    const auto holds = [](std::byte byte) { return byte == guard; };
    return std::all_of(bytes_.begin(), bytes_.begin() + guard_bytes, holds) &&
           std::all_of(bytes_.end() - guard_bytes, bytes_.end(), holds);
  }

 private:
  static constexpr std::size_t guard_bytes = 4096;
  static constexpr std::byte guard{0xa5};
  std::vector<std::byte> bytes_ = std::vector<std::byte>(page_bytes + 2 * guard_bytes);
};

class EveryCodec : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    codec_ = make_test_codec(GetParam());
    backend_ = codec_->create();
  }

  void expect_round_trip(const Page& page) {
    const std::vector<std::byte> compressed = compressed_form(*backend_, page);
    GuardedPage restored;
    ASSERT_EQ(backend_->decompress(compressed, restored.page()), Outcome::ok);
    EXPECT_TRUE(std::ranges::equal(restored.page(), page));
    EXPECT_TRUE(restored.guards_hold());
  }

  // Gives the backend what is not a page's compressed form; the memory ends where the input ends.
  void expect_survival(ByteView damaged) {
    const std::vector<std::byte> input(damaged.begin(), damaged.end());
    GuardedPage restored;
    const Outcome outcome = backend_->decompress(input, restored.page());
    EXPECT_TRUE(outcome == Outcome::ok || outcome == Outcome::backend_failed) << to_string(outcome);
    EXPECT_TRUE(restored.guards_hold());
  }

  std::shared_ptr<const Codec> codec_;
  std::unique_ptr<Backend> backend_;
};

TEST_P(EveryCodec, restores_every_kind_of_page) {
  for (const NamedPage& named : pages_of_every_kind()) {
    SCOPED_TRACE(named.name);
    expect_round_trip(named.page);
  }
}

TEST_P(EveryCodec, restores_sample_pages) {
  for (const Page& page : sample_pages(2)) expect_round_trip(page);
}

TEST_P(EveryCodec, gives_the_same_bytes_in_every_context_whatever_came_before) {
  const std::vector<Page> pages = sample_pages(3);
  std::vector<std::vector<std::byte>> forward;
  for (const Page& page : pages) forward.push_back(compressed_form(*backend_, page));
  const std::unique_ptr<Backend> other = codec_->create();
  for (std::size_t i = pages.size(); i-- > 0;) EXPECT_EQ(compressed_form(*other, pages[i]), forward[i]) << "page " << i;
}

TEST_P(EveryCodec, gives_the_same_bytes_wherever_the_page_lies) {
  const Page page = heap_page(4);
  const std::vector<std::byte> expected = compressed_form(*backend_, page);
  std::vector<std::byte> memory(page_bytes + 64);
  std::array<std::byte, stream_buffer_bytes> buffer;
  for (std::size_t offset = 0; offset < 64; ++offset) {
    std::ranges::copy(page, memory.begin() + static_cast<std::ptrdiff_t>(offset));
    std::size_t length = 0;
    const PageView view = std::span<const std::byte>(memory).subspan(offset).first<page_bytes>();
    ASSERT_EQ(backend_->compress(view, buffer, length), Outcome::ok);
    EXPECT_TRUE(std::ranges::equal(std::span(buffer).first(length), expected)) << "offset " << offset;
  }
}

TEST_P(EveryCodec, keeps_incompressible_pages_within_two_pages) {
  constexpr std::byte guard{0xa5};
  std::vector<std::byte> memory(stream_buffer_bytes + page_bytes, guard);
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    std::size_t length = 0;
    const Page page = random_page(seed);
    ASSERT_EQ(backend_->compress(page, std::span(memory).first<stream_buffer_bytes>(), length), Outcome::ok);
    ASSERT_GE(length, page_bytes / 2);
    ASSERT_LE(length, stream_buffer_bytes);
  }
  EXPECT_TRUE(std::all_of(memory.begin() + stream_buffer_bytes, memory.end(), [](std::byte b) { return b == guard; }));
}

TEST_P(EveryCodec, refuses_an_empty_input) {
  GuardedPage restored;
  EXPECT_EQ(backend_->decompress({}, restored.page()), Outcome::backend_failed);
}

TEST_P(EveryCodec, refuses_every_truncated_input) {
  for (const NamedPage& named : pages_of_every_kind()) {
    SCOPED_TRACE(named.name);
    const std::vector<std::byte> whole = compressed_form(*backend_, named.page);
    const std::size_t step = 1 + whole.size() / 200;
    for (std::size_t length = 0; length < whole.size(); length += step) {
      const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      GuardedPage restored;
      EXPECT_EQ(backend_->decompress(cut, restored.page()), Outcome::backend_failed) << length << " bytes";
      EXPECT_TRUE(restored.guards_hold());
    }
  }
}

TEST_P(EveryCodec, survives_flipped_bytes) {
  Random random(5);
  for (const NamedPage& named : pages_of_every_kind()) {
    SCOPED_TRACE(named.name);
    const std::vector<std::byte> whole = compressed_form(*backend_, named.page);
    for (int round = 0; round < 300; ++round) {
      std::vector<std::byte> damaged = whole;
      for (std::uint32_t flips = 1 + random.below(4); flips > 0; --flips) {
        const std::uint32_t at = random.below(static_cast<std::uint32_t>(damaged.size()));
        damaged[at] ^= static_cast<std::byte>(1 + random.below(255));
      }
      expect_survival(damaged);
    }
  }
}

TEST_P(EveryCodec, survives_random_input_of_any_length) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Page page = random_page(seed);
    expect_survival(std::span(page).first(Random(seed).below(page_bytes)));
  }
}

TEST_P(EveryCodec, refuses_bytes_after_the_end) {
  for (const NamedPage& named : pages_of_every_kind()) {
    std::vector<std::byte> longer = compressed_form(*backend_, named.page);
    longer.insert(longer.end(), longer.begin(), longer.begin() + 1 + static_cast<std::ptrdiff_t>(longer.size() / 2));
    GuardedPage restored;
    EXPECT_EQ(backend_->decompress(longer, restored.page()), Outcome::backend_failed) << named.name;
    EXPECT_TRUE(restored.guards_hold());
  }
}

TEST_P(EveryCodec, works_on_after_a_damaged_input) {
  const Page garbage = random_page(6);
  for (const NamedPage& named : pages_of_every_kind()) {
    expect_survival(garbage);
    std::vector<std::byte> cut = compressed_form(*backend_, named.page);
    cut.pop_back();
    expect_survival(cut);
    expect_round_trip(named.page);
  }
}

TEST_P(EveryCodec, serves_threads_with_a_context_each) {
  const std::vector<Page> pages = sample_pages(7);
  std::vector<std::vector<std::byte>> expected;
  for (const Page& page : pages) expected.push_back(compressed_form(*backend_, page));
  // Long enough for the threads to be inside the backend together, on one CPU too.
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(40);
  const auto work = [&] {
    const std::unique_ptr<Backend> own = codec_->create();
    do {
      for (std::size_t i = 0; i < pages.size(); ++i) EXPECT_EQ(compressed_form(*own, pages[i]), expected[i]);
    } while (std::chrono::steady_clock::now() < until);
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}

TEST_P(EveryCodec, leaves_its_contexts_usable_when_it_goes_first) {
  codec_.reset();
  expect_round_trip(text_page(8));
}

// One byte, "A", in each format: sound, but not a page.
TEST(LessThanAPage, is_refused_by_every_format) {
  struct OneByte {
    std::string_view codec;
    std::string_view compressed;
  };
  using namespace std::string_view_literals;
  constexpr std::array<OneByte, 6> formats{{{"lzo", "\x12\x41\x11\x00\x00"sv},
                                            {"lz4", "\x10\x41"sv},
                                            {"lz4hc", "\x10\x41"sv},
                                            {"zstd", "\x28\xb5\x2f\xfd\x20\x01\x09\x00\x00\x41"sv},
                                            {"deflate", "\x01\x01\x00\xfe\xff\x41"sv},
                                            {"null", "\x41"sv}}};
  for (const OneByte& format : formats) {
    if (!has_backend(format.codec)) continue;
    Page restored{};
    const ByteView input = std::as_bytes(std::span(format.compressed));
    EXPECT_EQ(make_codec(format.codec)->create()->decompress(input, restored), Outcome::backend_failed) << format.codec;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, EveryCodec, ::testing::ValuesIn(codecs_to_test()), name_of_codec);

}  // namespace
}  // namespace zramlab::test
