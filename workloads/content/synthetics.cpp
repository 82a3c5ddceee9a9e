#include "workloads/content/synthetics.h"

#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace zramlab {

namespace {

void fill_random(ByteSpan bytes, Random& random) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t number = random();
    std::memcpy(bytes.data() + at, &number, std::min(sizeof(number), bytes.size() - at));
  }
}

// `count` pages, each filled by fill(page, random).
template <class Fill>
PageStore pages_filled_by(std::uint64_t count, std::uint64_t seed, Fill fill) {
  PageStore store(count);
  for (ContentIndex content = 0; content < count; ++content) {
    Random random = Random(seed).fork(content);
    fill(store.mutable_page(content), random);
    store.set_hash(content, content_hash(store.page(content)));
  }
  return store;
}

PageStore fill_zero(ContentParameters&, std::uint64_t count, std::uint64_t seed) {
  return pages_filled_by(count, seed, [](PageSpan, Random&) {});
}

PageStore fill_random(ContentParameters&, std::uint64_t count, std::uint64_t seed) {
  return pages_filled_by(count, seed, [](PageSpan page, Random& random) { fill_random(page, random); });
}

// One page is like the other, as a file is under fio that is written with blocks of a page: each begins with the pattern's start.
PageStore fill_fio_pattern(ContentParameters&, std::uint64_t count, std::uint64_t seed) {
  constexpr std::array<unsigned char, 5> pattern = {0x0b, 0xad, 0xc0, 0xff, 0xee};
  return pages_filled_by(count, seed, [&](PageSpan page, Random&) {
    for (std::size_t at = 0; at < page_bytes; ++at) page[at] = std::byte{pattern[at % pattern.size()]};
  });
}

PageStore fill_fio_compress(ContentParameters& parameters, std::uint64_t count, std::uint64_t seed) {
  const std::uint64_t percentage = take_count(parameters, "percentage", 50, 0, 100);
  const std::uint64_t chunk = take_count(parameters, "chunk", 512, 4, page_bytes);
  return pages_filled_by(count, seed, [&](PageSpan page, Random& random) {
    for (std::size_t at = 0; at < page_bytes; at += chunk) {
      const std::size_t bytes = std::min<std::size_t>(chunk, page_bytes - at);
      fill_random(page.subspan(at, bytes * (100 - percentage) / 100), random);
    }
  });
}

constexpr auto table = std::to_array<SyntheticEntry>({
#define SYNTHETIC(function, name, summary, parameters) {name, summary, parameters, fill_##function},
#include "workloads/content/synthetics.inc"
#undef SYNTHETIC
});

}  // namespace

std::span<const SyntheticEntry> synthetics() { return table; }

}  // namespace zramlab
