#include "traces/content_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace zramlab {

ContentIndex ContentTable::find_or_add(PageView page, ContentIndex next) {
  const XXH128_hash_t hash = XXH3_128bits(page.data(), page.size());
  return find_or_add({hash.low64, hash.high64}, next);
}

ContentIndex ContentTable::find_or_add(const std::array<std::uint64_t, 2>& hash, ContentIndex next) {
  if (4 * (used_ + 1) > 3 * capacity()) grow();
  Entry wanted{};
  std::memcpy(wanted.hash, &hash, sizeof wanted.hash);
  wanted.number_plus_1 = next + 1;
  Entry& place = place_of(wanted);
  if (place.number_plus_1 != 0) return place.number_plus_1 - 1;
  place = wanted;
  ++used_;
  return next;
}

// The entry of the same hash, or the free one where it belongs.
ContentTable::Entry& ContentTable::place_of(const Entry& wanted) {
  std::uint64_t low = 0;
  std::memcpy(&low, wanted.hash, sizeof low);
  const std::size_t mask = capacity() - 1;
  for (std::size_t at = low & mask;; at = (at + 1) & mask) {
    Entry& entry = entries()[at];
    if (entry.number_plus_1 == 0 || std::ranges::equal(entry.hash, wanted.hash)) return entry;
  }
}

void ContentTable::grow() {
  constexpr std::size_t capacity_min = 4096;
  Mapping old = std::exchange(memory_, Mapping::of_zeros(sizeof(Entry) * std::max(2 * capacity(), capacity_min)));
  const auto* const entries = reinterpret_cast<const Entry*>(old.data());
  for (std::size_t at = 0; at < old.size() / sizeof(Entry); ++at) {
    if (entries[at].number_plus_1 != 0) place_of(entries[at]) = entries[at];
  }
}

}  // namespace zramlab
