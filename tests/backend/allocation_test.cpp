// Compression lies inside the operations that are timed: nothing there may allocate.
#include "tests/support/allocation_counter.h"
#include "tests/backend/codecs.h"

#include <gtest/gtest.h>

#include <array>

namespace zramlab::test {
namespace {

class EveryCodecAllocates : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!allocations_are_counted()) GTEST_SKIP() << "a sanitizer has malloc";
    codec_ = make_test_codec(GetParam());
  }

  std::shared_ptr<const Codec> codec_;
};

TEST_P(EveryCodecAllocates, nothing_from_the_first_page_on) {
  const std::vector<Page> pages = sample_pages(11);
  const std::unique_ptr<Backend> backend = codec_->create();
  std::array<std::byte, stream_buffer_bytes> buffer;
  Page restored;
  std::size_t failures = 0;
  const std::uint64_t before = allocation_count();
  for (const Page& page : pages) {
    std::size_t length = 0;
    if (backend->compress(page, buffer, length) != Outcome::ok) ++failures;
    if (backend->decompress(std::span(buffer).first(length), restored) != Outcome::ok) ++failures;
  }
  EXPECT_EQ(allocation_count() - before, 0U);
  EXPECT_EQ(failures, 0U);
}

TEST_P(EveryCodecAllocates, nothing_for_a_truncated_or_random_input) {
  const std::unique_ptr<Backend> backend = codec_->create();
  const std::vector<std::byte> whole = compressed_form(*backend, text_page(12));
  const Page garbage = random_page(12);
  const std::unique_ptr<Backend> fresh = codec_->create();
  Page restored;
  std::size_t accepted = 0;
  const std::uint64_t before = allocation_count();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    if (fresh->decompress(std::span(whole).first(length), restored) == Outcome::ok) ++accepted;
    if (fresh->decompress(std::span(garbage).subspan(length), restored) == Outcome::ok) ++accepted;
  }
  EXPECT_EQ(allocation_count() - before, 0U);
  EXPECT_LE(accepted, GetParam() == "null" ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryCodecAllocates, ::testing::ValuesIn(codecs_to_test()), name_of_codec);

TEST(AllocationCounter, sees_what_the_libraries_allocate) {
  if (!allocations_are_counted()) GTEST_SKIP() << "a sanitizer has malloc";
  const std::shared_ptr<const Codec> codec = make_codec("deflate");
  const std::uint64_t before = allocation_count();
  const std::unique_ptr<Backend> backend = codec->create();
  // Ours with operator new; zlib's deflate and inflate states, and a table at least, with malloc.
  EXPECT_GE(allocation_count() - before, 4U);
}

}  // namespace
}  // namespace zramlab::test
