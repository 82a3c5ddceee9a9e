// Pages from recipes.
#pragma once

#include "engine/base/random.h"
#include "engine/base/types.h"
#include "traces/recipes/recipe.h"

namespace zramlab {

// Fills `page` as the recipe says, with bytes that `random` chooses: repeats where the recipe has repeats, literals of its
// classes elsewhere, placed so that no repeat of four bytes or more arises that the recipe does not have, as far as the literals
// allow. The same recipe and the same numbers give the same page. REQUIRES recipe.is_sound().
void synthesise(const PageRecipe& recipe, Random& random, PageSpan page);

}  // namespace zramlab
