// What a trace can say of a page that may not be shown: how long codecs make it, and how it is built.
#pragma once

#include "engine/base/types.h"
#include "traces/recipes/recipe.h"
#include "traces/sketches/keyed_hash.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

enum class PageClass : std::uint8_t {
  ordinary,
  zero,         // nothing but zeros
  same_filled,  // one machine word over and over
  huge,         // zram stores it as it is, since LZ4 makes it too little shorter
};
inline constexpr std::uint8_t page_class_count = 4;

struct PageSketch {
  KeyedHash hash{};  // of the page, under a key that nobody has any more: equal pages have equal ones
  PageClass page_class = PageClass::ordinary;
  std::uint32_t variant = 0;           // which of the recipe's pages comes nearest to the lengths
  std::vector<std::uint16_t> lengths;  // compressed, by codec (SketchCodecs)
  PageRecipe recipe;                   // of ordinary and huge pages

  [[nodiscard]] bool has_recipe() const { return page_class == PageClass::ordinary || page_class == PageClass::huge; }
  friend bool operator==(const PageSketch&, const PageSketch&) = default;
};

// The codecs whose lengths sketches hold, as --codec names them.
using SketchCodecs = std::vector<std::string>;

// The seed of the page that a sketch stands for.
std::uint64_t seed_of(const KeyedHash& hash, std::uint32_t variant);

// The page that a sketch stands for: the same on every machine. REQUIRES a sound recipe where it has one.
void synthesise(const PageSketch& sketch, PageSpan page);

}  // namespace zramlab
