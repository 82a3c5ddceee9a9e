// Pages that are one machine word over and over.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <cstring>

namespace zramlab {

inline std::uint64_t word_at(PageView page, std::size_t index) {
  std::uint64_t word = 0;
  std::memcpy(&word, page.data() + index * sizeof(word), sizeof(word));
  return word;
}

// Whether every word of the page is the first one, which is then in `word`. The second word is compared first, because it
// lies in the same cache line; then the last one (as the kernel does since 5.6), because most pages that begin with zeros do
// not end with them.
inline bool is_same_filled(PageView page, std::uint64_t& word) {
  constexpr std::size_t words = page_bytes / sizeof(std::uint64_t);
  word = word_at(page, 0);
  if (word_at(page, 1) != word || word_at(page, words - 1) != word) return false;
  for (std::size_t i = 2; i < words - 1; ++i) {
    if (word_at(page, i) != word) return false;
  }
  return true;
}

inline bool is_same_filled(PageView page) {
  std::uint64_t word = 0;
  return is_same_filled(page, word);
}

// Fills a page with a word.
inline void fill_page(PageSpan page, std::uint64_t word) {
  for (std::size_t offset = 0; offset < page_bytes; offset += sizeof(word)) {
    std::memcpy(page.data() + offset, &word, sizeof(word));
  }
}

}  // namespace zramlab
