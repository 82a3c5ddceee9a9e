#include "tests/support/pages.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cstring>

namespace zramlab::test {
namespace {

std::byte random_byte(Random& random) { return static_cast<std::byte>(random() >> 56); }

}  // namespace

Page zero_page() { return Page{}; }

Page random_page(std::uint64_t seed) {
  Random random(seed);
  Page page;
  std::ranges::generate(page, [&] { return random_byte(random); });
  return page;
}

Page fio_page() {
  constexpr std::array<std::byte, 5> pattern{std::byte{0x0b}, std::byte{0xad}, std::byte{0xc0}, std::byte{0xff},
                                             std::byte{0xee}};
  Page page;
  for (std::size_t i = 0; i < page.size(); ++i) page[i] = pattern[i % pattern.size()];
  return page;
}

Page text_page(std::uint64_t seed) {
  constexpr std::array<std::string_view, 12> words{"a ",    "writer ", "takes ", "an ",         "idle ", "stream ",
                                                   "from ", "the ",    "list, ", "compresses ", "and ",  "returns.\n"};
  Random random(seed);
  Page page;
  std::size_t used = 0;
  while (used < page.size()) {
    const std::string_view word = words[random.below(words.size())];
    const std::size_t length = std::min(word.size(), page.size() - used);
    std::memcpy(page.data() + used, word.data(), length);
    used += length;
  }
  return page;
}

Page heap_page(std::uint64_t seed) {
  Random random(seed);
  Page page;
  for (std::size_t at = 0; at < page.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random.chance(0.5) ? 0x00007f3a5c000000 + 16 * random.below(4096) : random.below(100);
    std::memcpy(page.data() + at, &word, sizeof word);
  }
  return page;
}

std::vector<NamedPage> pages_of_every_kind() {
  return {{"zero", zero_page()}, {"random", random_page(1)}, {"fio", fio_page()}, {"text", text_page(1)},
          {"heap", heap_page(1)}};
}

std::vector<Page> sample_pages(std::uint64_t seed) {
  constexpr std::size_t count = 64;
  Random random(seed);
  std::vector<Page> pages;
  while (pages.size() < count) {
    Page page = pages.size() % 2 == 0 ? text_page(random()) : heap_page(random());
    if (pages.size() % 4 >= 2) {
      const std::uint32_t cut = random.below(page_bytes);
      std::generate(page.begin() + cut, page.end(), [&] { return random_byte(random); });
    }
    pages.push_back(page);
  }
  return pages;
}

}  // namespace zramlab::test
