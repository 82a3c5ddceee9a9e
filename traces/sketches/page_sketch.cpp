#include "traces/sketches/page_sketch.h"

#include "engine/base/random.h"
#include "engine/base/same_filled.h"
#include "traces/recipes/synthesis.h"

namespace zramlab {

std::uint64_t seed_of(const KeyedHash& hash, std::uint32_t variant) { return Random(hash[0]).fork(variant)(); }

void synthesise(const PageSketch& sketch, PageSpan page) {
  switch (sketch.page_class) {
    case PageClass::zero: return fill_page(page, 0);
    case PageClass::same_filled: return fill_page(page, sketch.hash[0] | 1);  // any word but zero
    case PageClass::ordinary:
    case PageClass::huge: break;
  }
  Random random = Random(seed_of(sketch.hash, sketch.variant)).fork(0);
  synthesise(sketch.recipe, random, page);
}

}  // namespace zramlab
