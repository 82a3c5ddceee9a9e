#include "bench/trace/bounds.h"

#include "tests/traces/support.h"

namespace zramlab::test {
namespace {

TEST(bounds, a_unit_of_time_makes_a_time_and_none_a_number) {
  EXPECT_TRUE(parse_bound("2s", "--from").is_time);
  EXPECT_EQ(parse_bound("2s", "--from").value, 2'000'000'000u);
  EXPECT_EQ(parse_bound("150ms", "--from").value, 150'000'000u);
  EXPECT_FALSE(parse_bound("20k", "--from").is_time);
  EXPECT_EQ(parse_bound("20k", "--from").value, 20'000u);
}

TEST(bounds, ranges_hold_both_their_ends) {
  const NumberRanges ranges = parse_ranges("0-3,6", "--cpu");
  for (const std::uint64_t in : {0u, 3u, 6u}) EXPECT_TRUE(contains(ranges, in)) << in;
  for (const std::uint64_t out : {4u, 5u, 7u}) EXPECT_FALSE(contains(ranges, out)) << out;
}

TEST(bounds, times_may_lack_one_end) {
  EXPECT_EQ(parse_time_range("2s..5s", "--time"), std::pair(std::uint64_t{2'000'000'000}, std::uint64_t{5'000'000'000}));
  EXPECT_EQ(parse_time_range("..1ms", "--time"), std::pair(std::uint64_t{0}, std::uint64_t{1'000'000}));
  EXPECT_EQ(parse_time_range("1ms..", "--time"), std::pair(std::uint64_t{1'000'000}, ~std::uint64_t{0}));
}

TEST(bounds, mistakes_name_the_option) {
  const std::vector<std::function<void()>> mistakes = {
      [] { parse_bound("2m", "--here"); },       [] { parse_bound("x", "--here"); },
      [] { parse_ranges("", "--here"); },        [] { parse_ranges("3-1", "--here"); },
      [] { parse_ranges("1,,2", "--here"); },    [] { parse_ranges("1-2-3", "--here"); },
      [] { parse_time_range("5s", "--here"); },  [] { parse_time_range("5s..2s", "--here"); },
      [] { parse_ranges("-1", "--here"); },      [] { parse_ranges("99999999999999999999", "--here"); },
  };
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    EXPECT_NE(error_of(mistakes[i]).find("--here"), std::string::npos) << i;
  }
}

}  // namespace
}  // namespace zramlab::test
