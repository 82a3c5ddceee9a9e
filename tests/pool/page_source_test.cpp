#include "engine/pool/page_source.h"
#include "tests/support/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <vector>

namespace zramlab {
namespace {

using Worlds = testing::Types<HostWorld, VirtualWorld>;

TEST(PageSource, pages_freed_last_come_first) {
  PageSource<Host> source(8);
  std::array<PageIndex, 4> pages{};
  ASSERT_TRUE(source.take(pages));
  source.give_back(std::span(pages).subspan(1, 2));
  std::array<PageIndex, 3> again{};
  ASSERT_TRUE(source.take(again));
  EXPECT_EQ(again[0], pages[1]);
  EXPECT_EQ(again[1], pages[2]);
  EXPECT_EQ(again[2], 4u);
}

TEST(PageSource, full_source_refuses_and_keeps_what_it_has) {
  PageSource<Host> source(4);
  std::array<PageIndex, 3> pages{};
  ASSERT_TRUE(source.take(pages));
  source.give_back(std::span(pages).first(1));
  std::array<PageIndex, 3> too_many{};
  EXPECT_FALSE(source.take(too_many));
  std::array<PageIndex, 2> fitting{};
  EXPECT_TRUE(source.take(fitting));
  std::array<PageIndex, 1> one{};
  EXPECT_FALSE(source.take(one));
}

TEST(PageSource, prefaulting_more_than_there_is_is_harmless) {
  PageSource<Host> source(4);
  source.prefault(std::size_t{1} << 20);
  EXPECT_EQ(source.touched(), 0u);
}

// Each thread marks the pages it holds and finds its marks again: no page is handed out twice.
template <class P>
void hammer(PageSource<P>& source, ThreadIndex thread, std::uint64_t seed, int rounds) {
  Random random = Random(seed).fork(thread);
  std::vector<std::vector<PageIndex>> held;
  for (int round = 0; round < rounds; ++round) {
    std::vector<PageIndex> pages(1 + random.below(4));
    if (held.size() < 4 && source.take(pages)) {
      for (const PageIndex page : pages) std::memset(source.page(page), static_cast<int>(thread + 1), 8);
      held.push_back(pages);
    } else if (!held.empty()) {
      for (const PageIndex page : held.front()) ASSERT_EQ(*source.page(page), std::byte(thread + 1));
      source.give_back(held.front());
      held.erase(held.begin());
    }
  }
  for (const std::vector<PageIndex>& pages : held) source.give_back(pages);
}

template <class World>
class PageSourceTest : public testing::Test {};
TYPED_TEST_SUITE(PageSourceTest, Worlds);

TYPED_TEST(PageSourceTest, no_page_is_handed_out_twice_or_lost) {
  constexpr ThreadIndex workers = 3;
  each_round<TypeParam>([&](const Round& round) {
    PageSource<typename TypeParam::Platform> source(24);
    TypeParam::run(round, workers, [&](ThreadIndex thread) {
      hammer(source, thread, round.seed, TypeParam::is_virtual ? 12 : 20000);
    });
    std::vector<PageIndex> free;
    source.for_each_free([&](PageIndex page) { free.push_back(page); });
    std::ranges::sort(free);
    ASSERT_EQ(free.size(), source.touched());
    for (std::size_t i = 0; i < free.size(); ++i) ASSERT_EQ(free[i], i);
  });
}

// A walk down the stack may come, by a link that was changed under it, to a page that was never on the stack when the walk
// began: what it reads there is thrown away, but ThreadSanitizer must have no race to report.
TEST(PageSource, a_page_appears_on_the_stack_for_the_first_time_while_others_walk_it) {
  constexpr ThreadIndex workers = 3;
  constexpr int rounds = 20'000;
  PageSource<Host> source(workers * (rounds + 4));
  std::atomic<std::size_t> kept{0};
  HostWorld::run(Round{}, workers, [&](ThreadIndex) {
    std::array<PageIndex, 4> pages{};
    for (int round = 0; round < rounds; ++round) {
      ASSERT_TRUE(source.take(pages));
      source.give_back(std::span(pages).first(3));
      kept.fetch_add(1, memory_order_relaxed);
    }
  });
  std::size_t free = 0;
  source.for_each_free([&](PageIndex) { ++free; });
  EXPECT_EQ(free + kept.load(memory_order_relaxed), source.touched());
}

}  // namespace
}  // namespace zramlab
