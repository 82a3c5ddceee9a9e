// Page contents for the backends' tests, the same on every run.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace zramlab::test {

using Page = std::array<std::byte, page_bytes>;

Page zero_page();
Page random_page(std::uint64_t seed);

// The repeated bytes 0b ad c0 ff ee: the published fio runs' pages.
Page fio_page();

// Words of a small vocabulary.
Page text_page(std::uint64_t seed);

// Pointers into one heap between small integers, as in swapped process memory.
Page heap_page(std::uint64_t seed);

struct NamedPage {
  std::string_view name;
  Page page;
};

// One of every kind.
std::vector<NamedPage> pages_of_every_kind();

// 64 pages: text, heap, and each kind cut off by random bytes at a random place.
std::vector<Page> sample_pages(std::uint64_t seed);

}  // namespace zramlab::test
