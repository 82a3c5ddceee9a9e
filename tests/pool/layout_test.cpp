// Where objects go: fullness groups, order of lists and of free objects, and the memory figures that follow.
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"
#include "tests/pool/allocated.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace zramlab {
namespace {

using HostPool = Pool<Host>;

// Where an object of a one-page class lies.
const std::byte* place_of(HostPool& pool, Handle handle) {
  std::array<std::byte, page_bytes> scratch;
  const std::byte* const place = pool.begin_read(handle, 1, scratch).data();
  pool.end_read(handle);
  return place;
}

TEST(Fullness, twelve_groups_are_labelled_by_their_upper_bound) {
  const auto group = [](std::uint32_t used) { return group_of(FullnessGroups::twelve, used, 16); };
  EXPECT_EQ(group(0), 0);
  EXPECT_EQ(group(1), 1);   // 6 %: "10"
  EXPECT_EQ(group(8), 6);   // 50 %: "60", as in a published table of the class of 768 bytes
  EXPECT_EQ(group(9), 6);   // 56 %
  EXPECT_EQ(group(15), 10);  // 93 %: "99"
  EXPECT_EQ(group(16), 11);
  EXPECT_EQ(group_of(FullnessGroups::twelve, 1, 10), 2);  // exactly 10 %: "20"
}

TEST(Fullness, four_groups_part_at_three_quarters) {
  const auto group = [](std::uint32_t used, std::uint32_t objects) { return group_of(FullnessGroups::four, used, objects); };
  EXPECT_EQ(group(0, 8), 0);
  EXPECT_EQ(group(1, 8), 1);
  EXPECT_EQ(group(6, 8), 1);
  EXPECT_EQ(group(7, 8), 2);
  EXPECT_EQ(group(8, 8), 3);
  EXPECT_EQ(group(3, 5), 1);  // 3 <= floor(15 / 4)
  EXPECT_EQ(group(4, 5), 2);
}

TEST(Fullness, newcomer_goes_to_the_head_but_with_four_groups_behind_a_fuller_one) {
  std::array<Zspage, 4> zspages{};
  zspages[0].objects_used = 5;
  zspages[1].objects_used = 4;
  zspages[2].objects_used = 5;
  zspages[3].objects_used = 3;
  FullnessLists four;
  for (ZspageIndex index = 0; index < 4; ++index) four.insert(zspages.data(), index, 1, FullnessGroups::four);
  // 0; 1 behind 0; 2 in front of 0 (as full); 3 behind 2.
  EXPECT_EQ(four.head(1), 2u);
  EXPECT_EQ(zspages[2].next, 3u);
  EXPECT_EQ(zspages[3].next, 0u);
  EXPECT_EQ(zspages[0].next, 1u);
  FullnessLists twelve;
  for (ZspageIndex index = 0; index < 4; ++index) twelve.insert(zspages.data(), index, 1, FullnessGroups::twelve);
  EXPECT_EQ(twelve.head(1), 3u);
  twelve.remove(zspages.data(), 3);
  twelve.remove(zspages.data(), 1);
  EXPECT_EQ(twelve.head(1), 2u);
  EXPECT_EQ(zspages[2].next, 0u);
}

TEST(Layout, objects_of_a_new_zspage_are_handed_out_in_order_and_freed_ones_last_first) {
  HostPool pool({});
  const std::array<Handle, 4> handles = {allocated(pool, 1000), allocated(pool, 1000), allocated(pool, 1000),
                                         allocated(pool, 1000)};
  const std::byte* const base = place_of(pool, handles[0]);
  for (std::size_t i = 0; i < handles.size(); ++i) EXPECT_EQ(place_of(pool, handles[i]), base + 1024 * i);
  pool.free(handles[1]);
  pool.free(handles[2]);
  EXPECT_EQ(place_of(pool, allocated(pool, 1000)), base + 1024 * 2);
  EXPECT_EQ(place_of(pool, allocated(pool, 1000)), base + 1024 * 1);
}

// Three zspages of four objects; the first keeps 1, the second 3, the third 2.
std::array<const std::byte*, 3> uneven(HostPool& pool) {
  std::array<const std::byte*, 3> bases{};
  std::array<Handle, 12> handles{};
  for (std::size_t i = 0; i < handles.size(); ++i) {
    handles[i] = allocated(pool, 1000);
    if (i % 4 == 0) bases[i / 4] = place_of(pool, handles[i]);
  }
  for (const std::size_t freed : {3u, 7u, 11u, 2u, 1u, 10u}) pool.free(handles[freed]);
  return bases;
}

TEST(Layout, with_twelve_groups_the_fullest_zspage_takes_the_next_object) {
  HostPool pool({.rules = era_of("newest").pool});
  const auto bases = uneven(pool);
  EXPECT_EQ(place_of(pool, allocated(pool, 1000)), bases[1] + 3 * 1024);
  EXPECT_EQ(place_of(pool, allocated(pool, 1000)), bases[2] + 2 * 1024);
}

TEST(Layout, with_four_groups_the_head_of_the_almost_empty_takes_it) {
  HostPool pool({.rules = era_of("6.1").pool});
  const auto bases = uneven(pool);
  // All three are almost empty (up to 3 of 4), and the third came last.
  EXPECT_EQ(place_of(pool, allocated(pool, 1000)), bases[2] + 2 * 1024);
}

struct Figure {
  std::size_t length;
  std::uint64_t mem_used_total;
};

// Published figures of a device of 2 GiB full of one repeated pattern that lzo, deflate and zstd take to these lengths.
constexpr Figure figures[] = {{44, 33558528}, {31, 25178112}, {21, 16781312}};
constexpr std::size_t device_slots = 524288;

TEST(Layout, a_full_device_overwritten_in_order_needs_one_zspage_more_as_published) {
  for (const char* const kernel : {"6.1", "newest"}) {
    for (const Figure& figure : figures) {
      HostPool pool({.rules = era_of(kernel).pool});
      const std::uint64_t zspage_pages = pool.classes().class_of(figure.length).pages;
      std::vector<Handle> slots(device_slots);
      for (Handle& slot : slots) slot = allocated(pool, figure.length);
      EXPECT_EQ((pool.pages_used() + zspage_pages) * page_bytes, figure.mem_used_total);
      std::uint64_t pages_max = 0;
      for (Handle& slot : slots) {
        const Handle old = slot;
        slot = allocated(pool, figure.length);
        pages_max = std::max(pages_max, pool.pages_used());
        pool.free(old);
      }
      EXPECT_EQ(pool.pages_used() * page_bytes, figure.mem_used_total) << kernel << ", " << figure.length << " bytes";
      EXPECT_EQ(pages_max * page_bytes, figure.mem_used_total) << kernel << ", " << figure.length << " bytes";
    }
  }
}

}  // namespace
}  // namespace zramlab
