// Fits a content model to a capture.
#pragma once

#include "bench/calibrate/page_times.h"
#include "engine/backend/backend.h"
#include "traces/reader.h"
#include "workloads/content/model.h"

#include <cstdint>
#include <memory>

namespace zramlab {

// Makes recipes whose pages are compressed to nearly the length of the page they were taken from.
class PageFitter {
 public:
  PageFitter();

  // The recipe of `page`, and its lengths. `seed` chooses the pages that the recipe is tried with.
  [[nodiscard]] FittedPage fit(PageView page, std::uint64_t seed);

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
    double error = 0;  // 0.01: a length is 1 % off
  };

  [[nodiscard]] Compressed compress(PageView page);
  [[nodiscard]] Attempt attempt(PageRecipe recipe, const Compressed& wanted, std::uint64_t seed);
  [[nodiscard]] Attempt correct_repeats(const Attempt& from, const Compressed& wanted, std::uint64_t seed);
  [[nodiscard]] Attempt correct_literals(const Attempt& from, const Compressed& wanted, std::uint64_t seed);

  std::shared_ptr<const Codec> lz4_codec_;
  std::shared_ptr<const Codec> zstd_codec_;
  std::unique_ptr<Backend> lz4_;
  std::unique_ptr<Backend> zstd_;
};

struct FitRequest {
  std::size_t pages = 1536;  // that the model keeps, at most
  std::uint64_t seed = 1;
};

// The same trace and request give the same model. THROWS InputError (bad_input) for a trace whose writes hold no pages.
ContentModel fit_model(const TraceReader& trace, const FitRequest& request, const TellProgress& tell);

}  // namespace zramlab
