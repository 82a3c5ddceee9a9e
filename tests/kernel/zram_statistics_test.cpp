// The kernel's statistics files, of new kernels and old ones.
#include "bench/kernel/zram_statistics.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(mm_stat, has_the_kernels_nine_fields_in_its_order) {
  EXPECT_EQ(parse_mm_stat("    4096       42     8192        5    12288        1        2        3        4\n"),
            (MmStat{4096, 42, 8192, 5, 12288, 1, 2, 3, 4}));
}

TEST(mm_stat, of_a_kernel_with_fewer_fields_has_zeros_for_the_rest) {
  EXPECT_EQ(parse_mm_stat("4096 42 8192 0 12288 1 2"), (MmStat{4096, 42, 8192, 0, 12288, 1, 2, 0, 0}));
}

TEST(io_stat, has_four_fields) { EXPECT_EQ(parse_io_stat("       1        2        3        4\n"), (IoStat{1, 2, 3, 4})); }

TEST(debug_stat, stands_below_its_version) { EXPECT_EQ(parse_debug_stat("version: 1\n       7        8\n"), (DebugStat{7, 8})); }

TEST(statistics, of_texts_that_are_none_are_zeros) {
  for (const char* const text : {"", "\n", "zram", "version: 1", "-1 -2"}) {
    EXPECT_EQ(parse_mm_stat(text), MmStat{}) << text;
    EXPECT_EQ(parse_io_stat(text), IoStat{}) << text;
    EXPECT_EQ(parse_debug_stat(text), DebugStat{}) << text;
  }
}

}  // namespace
}  // namespace zramlab::test
