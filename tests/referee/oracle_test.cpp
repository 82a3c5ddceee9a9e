#include "engine/base/input_error.h"
#include "tests/referee/support.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

class LengthOracleTest : public ::testing::Test {
 protected:
  EngineSide asked_{side_options("newest", LengthOracle::slots)};
};

std::uint32_t stored_bytes(PageView page) {
  static const std::shared_ptr<const Codec> codec = make_codec("lz4");
  std::array<std::byte, stream_buffer_bytes> output;
  std::size_t length = 0;
  EXPECT_EQ(codec->create()->compress(page, output, length), Outcome::ok);
  return static_cast<std::uint32_t>(length >= SizeClassTable(PoolRules{}).huge_threshold() ? page_bytes : length);
}

TEST_F(LengthOracleTest, every_page_has_the_length_that_the_device_stores) {
  LengthOracle oracle(asked_);
  const auto contents = sample_contents();
  for (ContentIndex i = 0; i < contents->count(); ++i) {
    EXPECT_EQ(oracle.length(oracle.number_of(contents->page(i))), stored_bytes(contents->page(i))) << i;
  }
}

TEST_F(LengthOracleTest, same_filled_pages_have_no_length_and_random_ones_a_page) {
  LengthOracle oracle(asked_);
  RefereePages pages(sample_contents());
  EXPECT_EQ(oracle.length(oracle.number_of(pages.page({PageName::Kind::same_filled, 0}))), LengthOracle::same_filled);
  EXPECT_EQ(oracle.length(oracle.number_of(pages.page({PageName::Kind::same_filled, 77}))), LengthOracle::same_filled);
  EXPECT_EQ(oracle.length(oracle.number_of(pages.page({PageName::Kind::random, 77}))), page_bytes);
}

TEST_F(LengthOracleTest, an_equal_page_is_not_asked_twice) {
  LengthOracle oracle(asked_);
  Page page = text_page(1);
  const ContentIndex number = oracle.number_of(page);
  const Page again = page;
  EXPECT_EQ(oracle.number_of(again), number);
  page[17] ^= std::byte{1};
  EXPECT_NE(oracle.number_of(page), number);
  EXPECT_EQ(oracle.count(), 2u);
  EXPECT_EQ(asked_.mm_stat().orig_data_size, 2 * page_bytes);
}

// More pages than the device has slots.
TEST_F(LengthOracleTest, the_device_is_emptied_when_it_is_full) {
  LengthOracle oracle(asked_);
  for (std::uint64_t i = 0; i < 2 * LengthOracle::slots + 10; ++i) {
    const Page page = text_page(i);
    ASSERT_EQ(oracle.length(oracle.number_of(page)), stored_bytes(page)) << i;
  }
  EXPECT_EQ(asked_.mm_stat().orig_data_size, 10 * page_bytes);
}

// Somebody else writes to the device.
TEST_F(LengthOracleTest, a_change_that_no_page_makes_is_an_error) {
  class Shared : public PassingSide {
   public:
    using PassingSide::PassingSide;
    Outcome write(SlotIndex slot, PageView page) override {
      const Outcome outcome = behind_.write(slot, page);
      return outcome == Outcome::ok ? behind_.write(slot + 1, random_page(1)) : outcome;
    }
  };
  Shared shared(asked_);
  LengthOracle oracle(shared);
  EXPECT_THROW(static_cast<void>(oracle.number_of(text_page(1))), InputError);
}

TEST_F(LengthOracleTest, the_told_lengths_codec_gives_pages_back) {
  LengthOracle oracle(asked_);
  const std::shared_ptr<const Codec> codec = make_told_lengths_codec(oracle);
  const std::unique_ptr<Backend> writer = codec->create();
  const std::unique_ptr<Backend> reader = codec->create();
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Page page = text_page(i);
    std::array<std::byte, stream_buffer_bytes> output;
    std::size_t length = 0;
    ASSERT_EQ(writer->compress(page, output, length), Outcome::ok);
    EXPECT_EQ(length, stored_bytes(page));
    Page restored;
    ASSERT_EQ(reader->decompress(ByteView(output).first(length), restored), Outcome::ok);
    EXPECT_EQ(restored, page);
    EXPECT_EQ(reader->decompress(ByteView(output).first(length - 1), restored), Outcome::backend_failed);
  }
}

}  // namespace
}  // namespace zramlab::test
