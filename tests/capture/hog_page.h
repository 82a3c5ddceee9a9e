// Pages that tell what they are: whoever finds one in a trace can say whether it is whole.
#pragma once

#include "engine/base/random.h"
#include "engine/base/types.h"

#include <cstdint>
#include <cstring>

namespace zramlab::test {

inline constexpr std::uint64_t hog_magic = 0x676f68206d617267;

struct HogHeader {
  std::uint64_t magic = hog_magic;
  std::uint32_t index = 0;
  std::uint32_t round = 0;
};

// A quarter of each line is noise and the rest repeats: codecs make a third of it.
inline void fill_hog_page(std::uint32_t index, std::uint32_t round, PageSpan page) {
  constexpr std::size_t line = 64;
  Random random((std::uint64_t{round} << 32) + index);
  for (std::size_t at = 0; at < page_bytes; at += line) {
    for (std::size_t i = 0; i < line; i += sizeof(std::uint64_t)) {
      const std::uint64_t word = i < line / 4 ? random() : 0x2020202020202020;
      std::memcpy(page.data() + at + i, &word, sizeof word);
    }
  }
  const HogHeader header{.index = index, .round = round};
  std::memcpy(page.data(), &header, sizeof header);
}

}  // namespace zramlab::test
