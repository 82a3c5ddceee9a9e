// Recipes as bytes: what model files hold of each page (docs/content.md gives the layout).
#pragma once

#include "engine/base/types.h"
#include "traces/recipes/recipe.h"

#include <cstdint>
#include <span>
#include <vector>

namespace zramlab {

// A page that recipes were fitted to: enough to make another one with like lengths and times, and nothing of its bytes.
struct FittedPage {
  PageRecipe recipe;
  // Of the page itself, compressed.
  std::uint16_t lz4_bytes = 0;
  std::uint16_t zstd_bytes = 0;

  friend bool operator==(const FittedPage&, const FittedPage&) = default;
};

// Pages, or one page, as bytes. Small after a compressor, not before.
std::vector<std::byte> pack_pages(std::span<const FittedPage> pages);

// What pack_pages() made; nothing is believed. Appends to `pages`; nullptr, or what is wrong with the bytes.
[[nodiscard]] const char* unpack_pages(ByteView bytes, std::vector<FittedPage>& pages);

// More pages than any model needs: 100 times the shipped ones.
inline constexpr std::uint64_t fitted_pages_max = 1u << 17;

}  // namespace zramlab
