// The header of a swap area, and what /proc/swaps says.
#include "bench/capture/swap_area.h"

#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace zramlab::test {
namespace {

std::uint32_t number_at(const std::array<std::byte, page_bytes>& page, std::size_t offset) {
  std::uint32_t number = 0;
  std::memcpy(&number, page.data() + offset, sizeof number);
  return number;
}

TEST(swap_header, is_what_mkswap_writes_but_for_identity) {
  const Folder folder;
  const std::string file = folder.with("swap", std::string(64 * page_bytes, '\0')).string();
  if (std::system(("PATH=$PATH:/sbin:/usr/sbin mkswap " + file + " > /dev/null 2>&1").c_str()) != 0) {
    GTEST_SKIP() << "there is no mkswap (util-linux) to compare with";
  }
  const std::string made = read_file(file);
  std::array<std::byte, page_bytes> theirs{};
  std::memcpy(theirs.data(), made.data(), theirs.size());
  // UUID and label: 16 + 16 bytes behind the three numbers.
  std::fill_n(theirs.begin() + 1036, 32, std::byte{0});
  EXPECT_EQ(swap_header(64), theirs);
}

TEST(swap_header, ends_with_the_signature_and_counts_the_last_page) {
  const auto page = swap_header(1000);
  EXPECT_EQ(std::memcmp(page.data() + 4086, "SWAPSPACE2", 10), 0);
  EXPECT_EQ(number_at(page, 1024), 1u);
  EXPECT_EQ(number_at(page, 1028), 999u);
}

constexpr std::string_view two_areas =
    "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
    "/dev/zram0                              partition\t1048572\t\t2048\t\t100\n"
    "/swap/file                              file\t\t524284\t\t0\t\t-2\n";

TEST(swaps, are_read_from_the_kernels_table) {
  const auto swaps = parse_swaps(two_areas);
  ASSERT_EQ(swaps.size(), 2u);
  EXPECT_EQ(swaps[0].device, "/dev/zram0");
  EXPECT_EQ(swaps[0].size_kib, 1048572u);
  EXPECT_EQ(swaps[0].used_kib, 2048u);
  EXPECT_EQ(swaps[0].priority, 100);
  EXPECT_EQ(swaps[1].device, "/swap/file");
  EXPECT_EQ(swaps[1].priority, -2);
}

TEST(swaps, of_no_table_or_an_empty_one_there_are_none) {
  EXPECT_TRUE(parse_swaps("").empty());
  EXPECT_TRUE(parse_swaps("Filename\tType\tSize\tUsed\tPriority\n").empty());
}

TEST(priority_above, is_above_every_other_and_never_beyond_what_swapon_takes) {
  EXPECT_EQ(priority_above(parse_swaps(two_areas)), 101);
  EXPECT_EQ(priority_above({}), 0);
  EXPECT_EQ(priority_above({{.device = "a", .priority = -5}}), 0);
  EXPECT_EQ(priority_above({{.device = "a", .priority = 32767}}), 32767);
}

}  // namespace
}  // namespace zramlab::test
