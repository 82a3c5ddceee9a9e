// A content model: what the pages of a capture are like, fit to be published. docs/content.md gives the file byte by byte.
#pragma once

#include "engine/base/random.h"
#include "engine/base/types.h"
#include "traces/page_store.h"
#include "traces/recipes/recipe_packing.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

inline constexpr std::uint32_t model_version = 1;

// 1. Every recipe is sound.
// 2. Pages are a sample of the capture's writes that are not same-filled; each stands for as many of them.
struct ContentModel {
  std::string name;                // "gxx"
  std::string program;             // as the capture says
  std::uint64_t contents_key = 0;  // of the capture's distinct pages: which capture it was fitted to
  std::uint64_t writes = 0;        // of the capture
  std::uint64_t distinct_pages = 0;
  double same_filled_share = 0;  // of its writes
  std::vector<FittedPage> pages;

  friend bool operator==(const ContentModel&, const ContentModel&) = default;
};

// THROWS InputError (bad_input) that names the file and what is wrong with it.
ContentModel load_model(const std::filesystem::path& file);
// THROWS InputError (failed) that names the file.
void save_model(const std::filesystem::path& file, const ContentModel& model);

// `count` pages that are like the capture's, in no order: of same-filled ones as many as the share says, all zero; the others from
// the recipes, each as often as any other. REQUIRES a model with pages, unless all are same-filled.
PageStore pages_of(const ContentModel& model, std::size_t count, std::uint64_t seed);

}  // namespace zramlab
