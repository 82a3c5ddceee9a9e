#include "bench/referee/shrink.h"

#include "bench/referee/sequence.h"

#include <gtest/gtest.h>

namespace zramlab {
namespace {

std::vector<Action> many() { return random_actions({.actions = 3000, .seed = 9, .slots = 100, .given_pages = 20}); }

// Differs with the first discard that covers a slot which a write of a random page filled.
std::size_t write_then_discard(std::span<const Action> actions) {
  std::vector<bool> marked(100);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const Action& action = actions[i];
    if (action.kind == Action::Kind::write) marked[action.slot] = action.page.kind == PageName::Kind::random;
    if (action.kind != Action::Kind::discard) continue;
    for (std::uint32_t slot = action.slot; slot < action.slot + action.count; ++slot) {
      if (marked[slot]) return i + 1;
    }
  }
  return 0;
}

TEST(Shrink, only_what_is_needed_is_left) {
  const Shrunk shrunk = shrink(many(), write_then_discard, 10'000'000);
  EXPECT_TRUE(shrunk.is_minimal);
  ASSERT_EQ(shrunk.actions.size(), 2u) << to_string(shrunk.actions);
  EXPECT_EQ(write_then_discard(shrunk.actions), 2u);
}

TEST(Shrink, a_discard_of_many_becomes_one_of_few) {
  const std::vector<Action> actions = parse_actions("w5:r1 d0+100", "--replay");
  const Shrunk shrunk = shrink(actions, write_then_discard, 1000);
  EXPECT_EQ(to_string(shrunk.actions), "w5:r1 d0+8");
}

// Needs a number of compactions, whichever.
TEST(Shrink, what_needs_many_of_a_kind_keeps_as_many) {
  const auto ten_compactions = [](std::span<const Action> actions) -> std::size_t {
    unsigned seen = 0;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (actions[i].kind == Action::Kind::compact && ++seen == 10) return i + 1;
    }
    return 0;
  };
  const std::vector<Action> actions = random_actions({.actions = 40'000, .seed = 9, .slots = 100, .given_pages = 20});
  const Shrunk shrunk = shrink(actions, ten_compactions, 100'000'000);
  EXPECT_TRUE(shrunk.is_minimal);
  EXPECT_EQ(to_string(shrunk.actions), "c c c c c c c c c c");
}

TEST(Shrink, the_budget_ends_the_search_with_what_there_is) {
  std::uint64_t replayed = 0;
  const auto counting = [&](std::span<const Action> actions) {
    const std::size_t found = write_then_discard(actions);
    replayed += found == 0 ? actions.size() : found;
    return found;
  };
  const Shrunk shrunk = shrink(many(), counting, 10);
  EXPECT_FALSE(shrunk.is_minimal);
  EXPECT_NE(write_then_discard(shrunk.actions), 0u);
  EXPECT_LE(replayed, 10u + 3000u);
}

}  // namespace
}  // namespace zramlab
