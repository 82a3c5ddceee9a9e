// Slots by recency, against a list that does the same slowly.
#include "workloads/recency_list.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab::test {
namespace {

TEST(recency_list, gives_what_a_plain_list_gives) {
  for (const std::size_t capacity : {1u, 2u, 3u, 8u, 100u}) {
    RecencyList list(capacity);
    std::vector<SlotIndex> plain;  // the most recent last
    std::vector<SlotIndex> outside;
    for (SlotIndex slot = 0; slot < capacity; ++slot) outside.push_back(slot);
    Random random(capacity);
    for (int step = 0; step < 3000; ++step) {
      if (!outside.empty() && (plain.empty() || random.chance(0.5))) {
        plain.push_back(outside.back());
        list.push(outside.back());
        outside.pop_back();
      } else {
        const std::size_t distance = 1 + random.below(static_cast<std::uint32_t>(plain.size()));
        const SlotIndex expected = plain[plain.size() - distance];
        ASSERT_EQ(list.take(distance), expected) << "capacity " << capacity << ", step " << step;
        plain.erase(plain.end() - static_cast<std::ptrdiff_t>(distance));
        outside.push_back(expected);
      }
      ASSERT_EQ(list.size(), plain.size());
    }
  }
}

}  // namespace
}  // namespace zramlab::test
