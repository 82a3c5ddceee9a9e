#include "traces/recipes/recipe.h"

#include "engine/backend/table.h"
#include "tests/support/pages.h"
#include "traces/recipes/correction.h"
#include "traces/recipes/synthesis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace zramlab::test {
namespace {

Page made_of(const PageRecipe& recipe, std::uint64_t seed) {
  Page page{};
  Random random(seed);
  synthesise(recipe, random, page);
  return page;
}

double compressed_bytes(const Page& page, std::string_view codec) {
  const auto backend = make_codec(codec)->create();
  std::array<std::byte, stream_buffer_bytes> output{};
  std::size_t length = 0;
  EXPECT_EQ(backend->compress(page, output, length), Outcome::ok);
  return static_cast<double>(length);
}

TEST(recipe, of_any_page_is_sound_and_its_pages_have_recipes_too) {
  for (const Page& page : sample_pages(1)) {
    const PageRecipe recipe = recipe_of(page);
    ASSERT_TRUE(recipe.is_sound());
    ASSERT_TRUE(recipe_of(made_of(recipe, 1)).is_sound());
  }
  for (const NamedPage& named : pages_of_every_kind()) EXPECT_TRUE(recipe_of(named.page).is_sound()) << named.name;
}

TEST(recipe, makes_the_same_page_of_the_same_seed_and_another_of_another) {
  const PageRecipe recipe = recipe_of(heap_page(1));
  EXPECT_EQ(made_of(recipe, 7), made_of(recipe, 7));
  EXPECT_NE(made_of(recipe, 7), made_of(recipe, 8));
}

TEST(recipe, repeats_what_the_page_repeats) {
  for (const Page& page : {heap_page(3), text_page(3)}) {
    const Page made = made_of(recipe_of(page), 5);
    std::map<std::array<std::byte, 4>, std::size_t> first;
    std::size_t repeats = 0;
    for (std::size_t at = 0; at + 4 <= page_bytes; ++at) {
      std::array<std::byte, 4> four{};
      std::copy_n(page.begin() + static_cast<std::ptrdiff_t>(at), 4, four.begin());
      const auto [found, is_new] = first.emplace(four, at);
      if (is_new) continue;
      ++repeats;
      ASSERT_TRUE(std::equal(made.begin() + static_cast<std::ptrdiff_t>(at), made.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                             made.begin() + static_cast<std::ptrdiff_t>(found->second)))
          << "bytes " << found->second << " and " << at;
    }
    EXPECT_GT(repeats, 100u) << "the page has nothing to repeat";
  }
}

TEST(recipe, forgets_every_byte_that_is_not_zero) {
  // A page and the same page with other letters have the same recipe: it cannot tell them apart.
  const Page page = text_page(2);
  Page other = page;
  for (std::byte& byte : other) {
    const auto letter = std::to_integer<unsigned>(byte);
    if (letter >= 'a' && letter <= 'z') byte = static_cast<std::byte>('a' + (letter - 'a' + 13) % 26);
  }
  ASSERT_NE(page, other);
  EXPECT_EQ(recipe_of(page), recipe_of(other));
}

TEST(recipe, of_random_bytes_does_not_compress) {
  const Page made = made_of(recipe_of(random_page(1)), 1);
  EXPECT_GE(compressed_bytes(made, "lz4"), 4096);
  EXPECT_GE(compressed_bytes(made, "zstd"), 4000);
}

TEST(recipe, that_does_not_add_up_is_not_sound) {
  const PageRecipe good = recipe_of(heap_page(1));
  ASSERT_GT(good.steps.size(), 1u);
  PageRecipe bad = good;
  bad.steps.front().distance = static_cast<std::uint16_t>(bad.steps.front().literals + 1);
  EXPECT_FALSE(bad.is_sound()) << "a repeat from before the page's front";
  bad = good;
  bad.steps.back().length = page_bytes;
  EXPECT_FALSE(bad.is_sound()) << "longer than a page";
  bad = good;
  ++bad.literals[1].count;
  EXPECT_FALSE(bad.is_sound()) << "a literal too many";
  bad = good;
  bad.literals[0].distinct = 2;
  EXPECT_FALSE(bad.is_sound()) << "two different zeros";
  bad = good;
  bad.steps.front().length = 0;
  EXPECT_FALSE(bad.is_sound()) << "a repeat of nothing";
}

TEST(correction, of_repeats_keeps_recipes_sound_and_changes_lengths_as_asked) {
  const PageRecipe recipe = recipe_of(heap_page(1));
  const double bytes = compressed_bytes(made_of(recipe, 1), "lz4");
  PageRecipe longer = recipe;
  shorten_repeats(longer, 40);
  ASSERT_TRUE(longer.is_sound());
  EXPECT_GT(compressed_bytes(made_of(longer, 1), "lz4"), bytes);
  PageRecipe shorter = recipe;
  shorten_repeats(shorter, -40);
  ASSERT_TRUE(shorter.is_sound());
  EXPECT_LT(compressed_bytes(made_of(shorter, 1), "lz4"), bytes);
}

TEST(correction, of_skew_makes_pages_shorter_for_zstd) {
  for (const Page& page : sample_pages(4)) {
    PageRecipe skewed = recipe_of(page);
    skew_literals(skewed, 255);
    ASSERT_TRUE(skewed.is_sound());
    skew_literals(skewed, -255);
    ASSERT_TRUE(skewed.is_sound());
  }
  PageRecipe even = recipe_of(random_page(1));
  PageRecipe skewed = even;
  skew_literals(skewed, 100);
  EXPECT_LT(compressed_bytes(made_of(skewed, 1), "zstd"), compressed_bytes(made_of(even, 1), "zstd"));
}

}  // namespace
}  // namespace zramlab::test
