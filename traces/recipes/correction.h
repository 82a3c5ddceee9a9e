// Small changes of a recipe that make its pages' compressed forms longer or shorter.
#pragma once

#include "traces/recipes/recipe.h"

#include <cstddef>

namespace zramlab {

// Each keeps a sound recipe sound, and does as much of what is asked as the recipe allows.

// Turns the last byte of `bytes` repeats, spread over the page, into a literal: about a byte more for every codec. Negative:
// lets repeats go on over the literal behind them.
void shorten_repeats(PageRecipe& recipe, int bytes);

// Makes the literals' distribution more uneven (negative: less) by `amount` skew units: shorter for codecs with an entropy stage.
void skew_literals(PageRecipe& recipe, int amount);

}  // namespace zramlab
