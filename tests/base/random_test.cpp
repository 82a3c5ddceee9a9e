#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>

namespace zramlab {
namespace {

static_assert(std::uniform_random_bit_generator<Random>);

TEST(Random, a_seed_gives_the_published_numbers_of_splitmix64) {
  // From Vigna's public-domain splitmix64 with state 1234567, as PRNG test suites quote them.
  Random random(1234567);
  EXPECT_EQ(random(), 6457827717110365317U);
  EXPECT_EQ(random(), 3203168211198807973U);
  EXPECT_EQ(random(), 9817491932198370423U);
}

TEST(Random, the_same_seed_gives_the_same_numbers_and_another_seed_others) {
  Random first(42);
  Random second(42);
  Random other(43);
  int equal_to_other = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t number = first();
    EXPECT_EQ(number, second());
    equal_to_other += number == other() ? 1 : 0;
  }
  EXPECT_EQ(equal_to_other, 0);
}

TEST(Random, below_stays_below_and_reaches_every_number_about_equally) {
  Random random(7);
  std::array<int, 10> seen{};
  for (int i = 0; i < 100'000; ++i) {
    const std::uint32_t number = random.below(10);
    ASSERT_LT(number, 10U);
    ++seen[number];
  }
  // 10,000 expected of each; five standard deviations are 474.
  for (const int count : seen) EXPECT_NEAR(count, 10'000, 500);
}

TEST(Random, below_one_is_zero_and_below_the_largest_bound_uses_its_upper_half) {
  Random random(8);
  bool upper_half = false;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(random.below(1), 0U);
    upper_half = upper_half || random.below(0xffffffff) >= 0x80000000;
  }
  EXPECT_TRUE(upper_half);
}

TEST(Random, chance_is_never_at_zero_always_at_one_and_its_share_between) {
  Random random(9);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) {
    EXPECT_FALSE(random.chance(0.0));
    EXPECT_TRUE(random.chance(1.0));
    hits += random.chance(0.25) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 25'000, 700);  // five standard deviations are 685
}

TEST(Random, forks_depend_on_their_number_alone_and_leave_their_source_as_it_was) {
  const Random source(10);
  Random again = source.fork(3);
  EXPECT_EQ(source.fork(3)(), again());
  EXPECT_NE(source.fork(3)(), source.fork(4)());
  EXPECT_NE(source.fork(0)(), Random(source)());
  EXPECT_EQ(Random(source)(), Random(10)());
}

}  // namespace
}  // namespace zramlab
