// How a page is built, without its bytes: what a generator needs to make another page on which codecs do the same work.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zramlab {

// One step of a page from its front to its end: `literals` bytes that are new, then `length` bytes that repeat what lies
// `distance` bytes before.
struct RecipeStep {
  std::uint16_t literals = 0;
  std::uint16_t length = 0;
  std::uint16_t distance = 0;

  friend bool operator==(const RecipeStep&, const RecipeStep&) = default;
};

// The bytes of a class among a page's literals: how many, how many different ones, and how uneven: the n-th most frequent one
// appears in proportion to n to the power of -skew / skew_unit.
struct LiteralClass {
  std::uint16_t count = 0;
  std::uint8_t distinct = 0;
  std::uint8_t skew = 0;

  friend bool operator==(const LiteralClass&, const LiteralClass&) = default;
};

inline constexpr double skew_unit = 64;

// The classes: zero, other control bytes, text, and bytes with the top bit (and DEL).
struct ByteRange {
  std::uint8_t first;
  std::uint8_t last;
};
inline constexpr std::size_t literal_class_count = 4;
inline constexpr std::array<ByteRange, literal_class_count> literal_classes{{{0, 0}, {1, 31}, {32, 126}, {127, 255}}};

constexpr std::size_t class_of(std::uint8_t byte) { return byte == 0 ? 0 : byte < 32 ? 1 : byte < 127 ? 2 : 3; }

// Shorter repeats than this are chance: neither LZ4 nor zstd's levels for pages look for them.
inline constexpr std::size_t recipe_match_min = 4;

// 1. The steps' literals and lengths add up to at most a page; what is missing at the end is literals.
// 2. A distance reaches no further back than the page's front.
// 3. The classes' counts add up to the page's literals.
struct PageRecipe {
  std::vector<RecipeStep> steps;
  std::array<LiteralClass, literal_class_count> literals;

  [[nodiscard]] std::size_t literal_count() const;
  // Whether 1 to 3 hold, and each class can have as many different bytes as it says.
  [[nodiscard]] bool is_sound() const;

  friend bool operator==(const PageRecipe&, const PageRecipe&) = default;
};

// The recipe of a page. Places that a repeat of four bytes or more makes equal are equal in every page of the recipe, so that a
// codec finds the repeats that it finds in this one, wherever it looks; so are the zeros. All else is forgotten.
PageRecipe recipe_of(PageView page);

}  // namespace zramlab
