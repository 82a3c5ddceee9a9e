// Size classes: which lengths share zspages, and how zspages of each class are cut up.
#pragma once

#include "engine/pool/era.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zramlab {

// The kernel's constants for 4 KiB pages on 64 bits (ZS_MIN_ALLOC_SIZE, ZS_SIZE_CLASS_DELTA, ZS_SIZE_CLASSES).
inline constexpr std::size_t object_bytes_min = 32;
inline constexpr std::size_t class_step_bytes = 16;
inline constexpr unsigned class_indices = 255;

// Objects of one size, in zspages of some pages.
struct SizeClass {
  unsigned index;              // the kernel's: of the largest request that it serves
  std::uint32_t bytes;         // of an object, its header included
  std::uint32_t pages;         // of a zspage
  std::uint32_t objects;       // of a zspage
  bool huge;                   // one object to a page: no header, as the handle is kept beside the page

  bool operator==(const SizeClass&) const = default;
};

class SizeClassTable {
 public:
  // REQUIRES chain_size 1 to 16 and handle_bytes 0 or 8.
  explicit SizeClassTable(const PoolRules& rules);

  // The classes that there are after merging, smallest first.
  [[nodiscard]] std::span<const SizeClass> classes() const { return classes_; }

  // Where the class for an object of `length` bytes stands in classes(). REQUIRES length 1 to 4096.
  [[nodiscard]] std::uint8_t ordinal_of(std::size_t length) const {
    return ordinals_[(length + rounding_) / class_step_bytes];
  }
  [[nodiscard]] const SizeClass& class_of(std::size_t length) const { return classes_[ordinal_of(length)]; }

  // The smallest length that zram stores raw: a page is huge when length >= huge_threshold().
  [[nodiscard]] std::size_t huge_threshold() const { return huge_threshold_; }

  // The kernel's class index before merging, of a request with its header; 0 to 254.
  static constexpr unsigned index_of(std::size_t request) {
    if (request <= object_bytes_min) return 0;
    const std::size_t index = (request - object_bytes_min + class_step_bytes - 1) / class_step_bytes;
    return index < class_indices ? static_cast<unsigned>(index) : class_indices - 1;
  }

 private:
  std::vector<SizeClass> classes_;
  std::array<std::uint8_t, 258> ordinals_{};  // of a request in steps of 16 bytes, rounded up: (4096 + 8 + 15) / 16 = 257
  std::size_t rounding_;
  std::size_t huge_threshold_;
};

}  // namespace zramlab
