#include "engine/pool/size_classes.h"

#include "engine/base/check.h"
#include "engine/base/types.h"

#include <algorithm>
#include <bit>

namespace zramlab {

namespace {

// The number of pages with the first highest whole percentage of bytes used.
std::uint32_t pages_by_percentage(std::size_t bytes, unsigned chain_size) {
  std::uint32_t best = 1;
  std::size_t best_percentage = 0;
  for (std::uint32_t pages = 1; pages <= chain_size; ++pages) {
    const std::size_t total = pages * page_bytes;
    const std::size_t percentage = (total - total % bytes) * 100 / total;
    if (percentage > best_percentage) {
      best_percentage = percentage;
      best = pages;
    }
  }
  return best;
}

// The first number of pages with the fewest bytes left over.
std::uint32_t pages_by_waste(std::size_t bytes, unsigned chain_size) {
  if (std::has_single_bit(bytes)) return 1;
  std::uint32_t best = 1;
  for (std::uint32_t pages = 2; pages <= chain_size; ++pages) {
    if (pages * page_bytes % bytes < best * page_bytes % bytes) best = pages;
  }
  return best;
}

SizeClass class_at(unsigned index, const PoolRules& rules) {
  const std::size_t bytes = std::min(object_bytes_min + index * class_step_bytes, page_bytes);
  const std::uint32_t pages = rules.chain_rule == ChainRule::percentage ? pages_by_percentage(bytes, rules.chain_size)
                                                                        : pages_by_waste(bytes, rules.chain_size);
  const auto objects = static_cast<std::uint32_t>(pages * page_bytes / bytes);
  return {.index = index,
          .bytes = static_cast<std::uint32_t>(bytes),
          .pages = pages,
          .objects = objects,
          .huge = pages == 1 && objects == 1};
}

// The size of the largest class in which sharing pages still pays. With chains of one page no class has several, and
// the largest with several objects takes its place; no kernel was built so.
std::size_t watermark(std::span<const SizeClass> classes, unsigned chain_size) {
  std::size_t bytes = 0;
  for (const SizeClass& entry : classes) {
    if (entry.objects > 1 && (entry.pages > 1 || chain_size == 1)) bytes = std::max<std::size_t>(bytes, entry.bytes);
  }
  return bytes;
}

}  // namespace

SizeClassTable::SizeClassTable(const PoolRules& rules) : rounding_(rules.handle_bytes + class_step_bytes - 1) {
  ZRAMLAB_CHECK(rules.chain_size >= 1 && rules.chain_size <= chain_size_max, "a zspage has 1 to 16 pages");
  ZRAMLAB_CHECK(rules.handle_bytes == 0 || rules.handle_bytes == 8, "a handle is one word, or absent");
  // From the largest down: a class is merged into the one made just before it, which is the next larger.
  std::array<std::uint8_t, class_indices> made{};
  for (unsigned index = class_indices; index-- > 0;) {
    const SizeClass entry = class_at(index, rules);
    const bool merged = rules.merging && !classes_.empty() && classes_.back().pages == entry.pages &&
                        classes_.back().objects == entry.objects;
    if (!merged) classes_.push_back(entry);
    made[index] = static_cast<std::uint8_t>(classes_.size() - 1);
  }
  std::reverse(classes_.begin(), classes_.end());
  for (std::size_t step = 0; step < ordinals_.size(); ++step) {
    const std::size_t from_the_end = made[index_of(step * class_step_bytes)] + 1u;
    ordinals_[step] = static_cast<std::uint8_t>(classes_.size() - from_the_end);
  }
  huge_threshold_ = rules.huge_rule == HugeRule::three_quarters
                        ? page_bytes / 4 * 3 + 1
                        : watermark(classes_, rules.chain_size) - rules.handle_bytes + 1;
}

}  // namespace zramlab
