// The tree of next events against a plain search.
#include "engine/base/random.h"
#include "engine/platform/virtual/event_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace zramlab::test {
namespace {

TEST(EventTree, earliest_is_what_a_search_finds_after_any_changes) {
  for (const std::uint32_t cpus : {1u, 2u, 3u, 8u, 100u, 256u}) {
    EventTree tree(cpus);
    std::vector<EventTree::Key> keys(cpus, EventTree::never);
    Random random(cpus);
    for (int change = 0; change < 2000; ++change) {
      const std::uint32_t cpu = random.below(cpus);
      keys[cpu] = random.chance(0.2) ? EventTree::never : EventTree::key(random.below(50), cpu);
      tree.set(cpu, keys[cpu]);
      ASSERT_EQ(tree.earliest(), *std::min_element(keys.begin(), keys.end()));
      const std::uint32_t left_out = random.below(cpus);
      std::vector<EventTree::Key> others = keys;
      others[left_out] = EventTree::never;
      ASSERT_EQ(tree.earliest_without(left_out), *std::min_element(others.begin(), others.end()));
    }
  }
}

TEST(EventTree, of_equal_times_the_lowest_cpu_is_first) {
  EventTree tree(8);
  for (const std::uint32_t cpu : {5u, 2u, 7u}) tree.set(cpu, EventTree::key(1000, cpu));
  EXPECT_EQ(EventTree::cpu_of(tree.earliest()), 2u);
  EXPECT_EQ(EventTree::time_of(tree.earliest()), 1000u);
}

}  // namespace
}  // namespace zramlab::test
