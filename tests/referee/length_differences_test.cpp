#include "tests/referee/support.h"

#include "bench/referee/length_differences.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zramlab::test {
namespace {

TEST(LengthDifferences, each_difference_is_in_the_bucket_of_its_power_of_two) {
  LengthDifferences differences;
  for (const std::uint32_t ours : {100u, 101u, 99u, 102u, 103u, 104u, 93u}) differences.add(ours, 100);
  const auto buckets = differences.buckets();
  ASSERT_EQ(buckets.front().least, -7);
  ASSERT_EQ(buckets.front().most, -4);
  EXPECT_EQ(buckets.front().pages, 1u);
  ASSERT_EQ(buckets.back().least, 4);
  std::uint64_t pages = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    pages += buckets[i].pages;
    if (i > 0) {
      EXPECT_EQ(buckets[i].least, buckets[i - 1].most + 1);
    }
  }
  EXPECT_EQ(pages, differences.pages());
  EXPECT_EQ(differences.equal(), 1u);
  EXPECT_EQ(differences.least(), -7);
  EXPECT_EQ(differences.most(), 4);
  EXPECT_DOUBLE_EQ(differences.relative_of_total(), 2.0 / 700);
}

TEST(LengthDifferences, same_filled_pages_are_counted_apart_and_raw_ones_noticed) {
  LengthDifferences differences;
  differences.add(0, 0);
  differences.add(4096, 4096);
  differences.add(4096, 3600);
  differences.add(3610, 4096);
  EXPECT_EQ(differences.same_filled(), 1u);
  EXPECT_EQ(differences.raw_in_one_only(), 2u);
  EXPECT_NE(differences.text().find("stored bytes of 3 distinct pages"), std::string::npos);
  EXPECT_EQ(differences.json()["same_filled"], 1);
}

TEST(LengthDifferences, nothing_compared_is_said) {
  LengthDifferences differences;
  EXPECT_EQ(differences.relative_of_total(), 0);
  EXPECT_NE(differences.text().find("no distinct page"), std::string::npos);
}

TEST(LengthDifferences, the_same_codec_on_both_sides_is_equal_on_every_distinct_page) {
  EngineSide asked(side_options("newest", LengthOracle::slots));
  LengthOracle oracle(asked);
  RefereePages pages(sample_contents());
  const std::vector<Action> actions = parse_actions("w1:0 w2:0 w3:1 w4:s0 w5:r1 p6:7@0+512 d1", "--replay");
  const LengthDifferences differences =
      compare_lengths(actions, pages, *make_codec("lz4"), SizeClassTable(PoolRules{}).huge_threshold(), oracle);
  EXPECT_EQ(differences.pages(), 4u);
  EXPECT_EQ(differences.equal(), 3u);
  EXPECT_EQ(differences.same_filled(), 1u);
}

TEST(LengthDifferences, another_codec_shows) {
  EngineSide asked(side_options("newest", LengthOracle::slots));
  LengthOracle oracle(asked);
  RefereePages pages(sample_contents());
  const LengthDifferences differences = compare_lengths(parse_actions("w1:0 w2:1 w3:2 w4:3", "--replay"), pages, *make_codec("zstd"),
                                                        SizeClassTable(PoolRules{}).huge_threshold(), oracle);
  EXPECT_LT(differences.equal(), 4u);
}

}  // namespace
}  // namespace zramlab::test
