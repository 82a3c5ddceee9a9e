#include "bench/sketch/sketcher.h"

#include "engine/backend/table.h"
#include "engine/base/same_filled.h"
#include "engine/pool/era.h"
#include "engine/pool/size_classes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace zramlab {

namespace {

// A sketch stands for one page, so the recipe is tried with that page alone; where it is not near enough, other ones are.
constexpr FitEffort effort{.error_good = 0.005, .correction_rounds = 2, .pages_tried = 1};
constexpr std::uint32_t variants_max = 3;

SketchCodecs compressing_backends() {
  SketchCodecs codecs;
  for (const BackendEntry& entry : backends()) {
    if (entry.name != "null") codecs.emplace_back(entry.name);  // it copies
  }
  return codecs;
}

PageClass class_of_same_filled(std::uint64_t word) { return word == 0 ? PageClass::zero : PageClass::same_filled; }

}  // namespace

Sketcher::Sketcher(const HashKey& key)
    : key_(key), codecs_(compressing_backends()), huge_threshold_(SizeClassTable(Era{}.pool).huge_threshold()), fitter_(effort) {
  for (const std::string& name : codecs_) {
    std::shared_ptr<const Codec> codec = make_codec(name);
    std::unique_ptr<Backend> backend = codec->create();
    coders_.push_back({std::move(codec), std::move(backend)});
  }
}

PageSketch Sketcher::sketch(PageView page) {
  PageSketch sketch;
  sketch.hash = keyed_hash(key_, page);
  std::array<std::byte, stream_buffer_bytes> output{};
  for (const Coder& coder : coders_) {
    sketch.lengths.push_back(static_cast<std::uint16_t>(compressed_bytes(page, *coder.backend, output)));
  }
  if (std::uint64_t word = 0; is_same_filled(page, word)) {
    sketch.page_class = class_of_same_filled(word);
  } else {
    fit(page, sketch);
  }
  return sketch;
}

void Sketcher::fit(PageView page, PageSketch& sketch) {
  PageFit best = fitter_.fit(page, seed_of(sketch.hash, 0));
  for (std::uint32_t variant = 1; variant < variants_max && best.error > effort.error_good; ++variant) {
    PageFit next = fitter_.fit(page, seed_of(sketch.hash, variant));
    if (next.error >= best.error) continue;
    best = std::move(next);
    sketch.variant = variant;
  }
  sketch.page_class = best.page.lz4_bytes >= huge_threshold_ ? PageClass::huge : PageClass::ordinary;
  sketch.recipe = std::move(best.page.recipe);
}

void sketch_pages(const PageStore& pages, const SketchRequest& request, TraceWriter& writer, const std::function<void(double)>& tell) {
  const HashKey key = request.key ? *request.key : random_hash_key();
  const unsigned threads = request.threads != 0 ? request.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<Sketcher> sketchers;
  for (unsigned i = 0; i < threads; ++i) sketchers.emplace_back(key);
  for (std::size_t first = 0; first < pages.count(); first += block_sketches_max) {
    std::vector<PageSketch> block(std::min<std::size_t>(block_sketches_max, pages.count() - first));
    std::atomic<std::size_t> next{0};
    const auto work = [&](Sketcher& sketcher) {
      // Relaxed: the counter only hands out pages; joining publishes the sketches.
      for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < block.size();) {
        block[i] = sketcher.sketch(pages.page(static_cast<ContentIndex>(first + i)));
      }
    };
    {
      std::vector<std::jthread> helpers;
      for (Sketcher& sketcher : std::span(sketchers).subspan(1)) helpers.emplace_back([&] { work(sketcher); });
      work(sketchers.front());
    }
    for (const PageSketch& sketch : block) writer.add_sketch(sketchers.front().codecs(), sketch);
    if (tell) tell(static_cast<double>(first + block.size()) / static_cast<double>(pages.count()));
  }
}

}  // namespace zramlab
