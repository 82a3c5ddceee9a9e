// Fits recipes to pages: a page's build, corrected until codecs make pages of it as long as they make the page.
#pragma once

#include "engine/backend/backend.h"
#include "traces/recipes/recipe_packing.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace zramlab {

// How much is done for a page.
struct FitEffort {
  double error_good = 0.015;   // pages whose lengths are that near are left alone: each correction moves the times a little away
  int correction_rounds = 2;
  int pages_tried = 3;         // of each recipe; their lengths' mean counts
};

// A recipe, and how far its pages are from the page that it was fitted to.
struct PageFit {
  FittedPage page;
  double error = 0;  // 0.01: a length is 1 % off
};

class PageFitter {
 public:
  explicit PageFitter(const FitEffort& effort = {});

  // The recipe of `page`. The recipe is tried with the pages that Random(seed).fork(0), fork(1) and so on make of it.
  [[nodiscard]] PageFit fit(PageView page, std::uint64_t seed);

 private:
  // What the codecs make of a page, or on average of several.
  struct Compressed {
    double lz4_bytes = 0;
    double zstd_bytes = 0;
    double coded_literals = 0;  // the share of the pages whose literals zstd coded
  };

  // A recipe that was tried, and how far its pages are from the page that is wanted.
  struct Attempt {
    PageRecipe recipe;
    Compressed excess;
    double error = 0;
  };

  [[nodiscard]] Compressed compress(PageView page);
  [[nodiscard]] Attempt attempt(PageRecipe recipe, const Compressed& wanted, std::uint64_t seed);
  [[nodiscard]] Attempt correct_repeats(const Attempt& from, const Compressed& wanted, std::uint64_t seed);
  [[nodiscard]] Attempt correct_literals(const Attempt& from, const Compressed& wanted, std::uint64_t seed);

  FitEffort effort_;
  std::shared_ptr<const Codec> lz4_codec_;
  std::shared_ptr<const Codec> zstd_codec_;
  std::unique_ptr<Backend> lz4_;
  std::unique_ptr<Backend> zstd_;
};

// The length that a codec makes of a page.
std::size_t compressed_bytes(PageView page, Backend& backend, StreamBuffer output);

}  // namespace zramlab
