// Orders of numbers without a table.
#include "workloads/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab::test {
namespace {

std::vector<std::uint32_t> all_of(std::uint32_t bound, std::uint64_t seed) {
  const Permutation permutation(bound, seed);
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < bound; ++i) numbers.push_back(permutation(i));
  return numbers;
}

TEST(permutation, has_each_number_once) {
  for (const std::uint32_t bound : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 1000u, 4096u, 65'537u}) {
    std::vector<bool> seen(bound);
    for (const std::uint32_t number : all_of(bound, bound)) {
      ASSERT_LT(number, bound);
      ASSERT_FALSE(seen[number]) << number << " of " << bound << " came twice";
      seen[number] = true;
    }
  }
}

TEST(permutation, follows_its_seed_and_nothing_else) {
  EXPECT_EQ(all_of(1000, 5), all_of(1000, 5));
  EXPECT_NE(all_of(1000, 5), all_of(1000, 6));
}

TEST(permutation, leaves_neighbours_apart) {
  const std::vector<std::uint32_t> numbers = all_of(10'000, 1);
  int neighbours = 0;
  for (std::size_t i = 1; i < numbers.size(); ++i) neighbours += numbers[i] == numbers[i - 1] + 1 ? 1 : 0;
  EXPECT_LT(neighbours, 10) << "one is what chance gives";
}

}  // namespace
}  // namespace zramlab::test
