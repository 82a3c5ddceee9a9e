// Sketches of pages: what a trace that can be published holds in their place.
#pragma once

#include "bench/sketch/page_fitter.h"
#include "engine/backend/backend.h"
#include "traces/page_store.h"
#include "traces/sketches/page_sketch.h"
#include "traces/writer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace zramlab {

struct SketchRequest {
  std::optional<HashKey> key;  // nullopt: a random one, which is forgotten
  unsigned threads = 0;        // 0: one for each CPU
};

// Used by one thread. The same page and key give the same sketch.
class Sketcher {
 public:
  explicit Sketcher(const HashKey& key);

  [[nodiscard]] PageSketch sketch(PageView page);

  // The codecs whose lengths sketches hold: every backend of this build that compresses, with its default parameters.
  [[nodiscard]] const SketchCodecs& codecs() const { return codecs_; }

 private:
  struct Coder {
    std::shared_ptr<const Codec> codec;
    std::unique_ptr<Backend> backend;
  };

  void fit(PageView page, PageSketch& sketch);

  HashKey key_;
  SketchCodecs codecs_;
  std::vector<Coder> coders_;
  std::size_t huge_threshold_;
  PageFitter fitter_;
};

// Adds a sketch of each page to the writer, in their order, made on several threads; `tell` hears how far that is. Says how many
// different ones there were.
void sketch_pages(const PageStore& pages, const SketchRequest& request, TraceWriter& writer, const std::function<void(double)>& tell);

}  // namespace zramlab
