#include "traces/recipes/correction.h"

#include <algorithm>
#include <cstdlib>

namespace zramlab {

namespace {

// Calls change(step index) for up to `count` places of `places`, evenly spread.
template <class Change>
void spread(const std::vector<std::size_t>& places, std::size_t count, Change change) {
  count = std::min(count, places.size());
  for (std::size_t i = 0; i < count; ++i) change(places[(2 * i + 1) * places.size() / (2 * count)]);
}

// The class with the most literals to a different byte, which can best spare or take one.
LiteralClass& fullest(PageRecipe& recipe) {
  return *std::ranges::max_element(recipe.literals, {}, [](const LiteralClass& literal) { return literal.count - literal.distinct; });
}

void add_literal(PageRecipe& recipe) {
  LiteralClass& literal = fullest(recipe);
  ++literal.count;
  literal.distinct = std::max<std::uint8_t>(literal.distinct, 1);
}

// Whether a literal could be taken away.
bool take_literal(PageRecipe& recipe) {
  LiteralClass& literal = fullest(recipe);
  if (literal.count == literal.distinct) return false;
  --literal.count;
  return true;
}

}  // namespace

void shorten_repeats(PageRecipe& recipe, int bytes) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i + 1 < recipe.steps.size(); ++i) {
    const bool can = bytes > 0 ? recipe.steps[i].length > recipe_match_min : recipe.steps[i + 1].literals > 0;
    if (can) places.push_back(i);
  }
  spread(places, static_cast<std::size_t>(std::abs(bytes)), [&](std::size_t at) {
    RecipeStep& step = recipe.steps[at];
    RecipeStep& next = recipe.steps[at + 1];
    if (bytes > 0) {
      add_literal(recipe);
      --step.length;
      ++next.literals;
    } else if (take_literal(recipe)) {
      ++step.length;
      --next.literals;
    }
  });
}

void skew_literals(PageRecipe& recipe, int amount) {
  for (LiteralClass& literal : recipe.literals) {
    if (literal.distinct > 1) literal.skew = static_cast<std::uint8_t>(std::clamp(literal.skew + amount, 0, 255));
  }
}

}  // namespace zramlab
