#include "engine/pool/size_classes.h"
#include "engine/base/types.h"
#include "tests/pool/class_tables.h"

#include <gtest/gtest.h>

#include <array>
#include <span>

namespace zramlab {
namespace {

SizeClassTable table_of(std::string_view kernel) { return SizeClassTable(era_of(kernel).pool); }

void expect_classes(const SizeClassTable& table, std::span<const ClassRow> rows) {
  ASSERT_EQ(table.classes().size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SizeClass& entry = table.classes()[i];
    EXPECT_EQ(entry.index, rows[i].index);
    EXPECT_EQ(entry.bytes, rows[i].bytes) << "class " << rows[i].index;
    EXPECT_EQ(entry.pages, rows[i].pages) << "class " << rows[i].index;
    EXPECT_EQ(entry.objects, rows[i].objects) << "class " << rows[i].index;
    EXPECT_EQ(entry.huge, rows[i].bytes == 4096) << "class " << rows[i].index;
  }
}

TEST(SizeClasses, newest_kernel_has_its_119_classes) { expect_classes(table_of("newest"), newest_classes); }

TEST(SizeClasses, kernels_up_to_6_2_have_their_69_classes) {
  expect_classes(table_of("6.2"), old_classes);
  expect_classes(table_of("3.19"), old_classes);
}

TEST(SizeClasses, there_are_255_before_merging) {
  const SizeClassTable table = table_of("3.18");
  ASSERT_EQ(table.classes().size(), class_indices);
  for (unsigned index = 0; index < class_indices; ++index) {
    EXPECT_EQ(table.classes()[index].index, index);
    EXPECT_EQ(table.classes()[index].bytes, 32 + 16 * index);
  }
}

struct Example {
  std::size_t length;
  ClassRow newest;  // chain 8, since 6.3
  ClassRow old;     // chain 4, up to 6.2
};

constexpr ClassRow raw{254, 4096, 1, 1};

// Lengths and where they go, worked out by hand from the rules.
constexpr Example examples[] = {
    {16, {0, 32, 1, 128}, {0, 32, 1, 128}},        {24, {0, 32, 1, 128}, {0, 32, 1, 128}},
    {30, {1, 48, 3, 256}, {1, 48, 3, 256}},        {32, {1, 48, 3, 256}, {1, 48, 3, 256}},
    {44, {2, 64, 1, 64}, {2, 64, 1, 64}},          {64, {3, 80, 5, 256}, {3, 80, 1, 51}},
    {100, {5, 112, 7, 256}, {5, 112, 2, 73}},      {200, {11, 208, 3, 59}, {11, 208, 2, 39}},
    {500, {30, 512, 1, 8}, {30, 512, 1, 8}},       {1000, {62, 1024, 1, 4}, {62, 1024, 1, 4}},
    {1360, {87, 1424, 8, 23}, {91, 1488, 4, 11}},  {1500, {94, 1536, 3, 8}, {94, 1536, 3, 8}},
    {2000, {126, 2048, 1, 2}, {126, 2048, 1, 2}},  {2040, {126, 2048, 1, 2}, {126, 2048, 1, 2}},
    {2041, {134, 2176, 8, 15}, {144, 2336, 4, 7}}, {2500, {155, 2512, 8, 13}, {168, 2720, 2, 3}},
    {3000, {190, 3072, 3, 4}, {190, 3072, 3, 4}},  {3064, {190, 3072, 3, 4}, {190, 3072, 3, 4}},
    {3065, {197, 3184, 7, 9}, {202, 3264, 4, 5}},  {3256, {202, 3264, 4, 5}, {202, 3264, 4, 5}},
    {3257, {211, 3408, 5, 6}, raw},                {3500, {222, 3584, 7, 8}, raw},
    {3624, {225, 3632, 8, 9}, raw},                {3625, raw, raw},
    {4096, raw, raw},
};

void expect_example(const SizeClassTable& table, std::size_t length, const ClassRow& row) {
  // What the watermark calls huge is stored as a whole page.
  const SizeClass& entry = table.class_of(length >= table.huge_threshold() ? page_bytes : length);
  EXPECT_EQ(entry.index, row.index) << length;
  EXPECT_EQ(entry.bytes, row.bytes) << length;
  EXPECT_EQ(entry.pages, row.pages) << length;
  EXPECT_EQ(entry.objects, row.objects) << length;
}

TEST(SizeClasses, worked_examples_come_out) {
  const SizeClassTable newest = table_of("newest");
  const SizeClassTable old = table_of("6.1");
  for (const Example& example : examples) {
    expect_example(newest, example.length, example.newest);
    expect_example(old, example.length, example.old);
  }
}

TEST(SizeClasses, every_length_gets_the_smallest_class_that_holds_it) {
  for (const char* const kernel : {"3.18", "4.0", "4.1", "6.2", "newest"}) {
    const SizeClassTable table = table_of(kernel);
    for (std::size_t length = 1; length <= page_bytes; ++length) {
      const std::size_t ordinal = table.ordinal_of(length);
      const SizeClass& entry = table.classes()[ordinal];
      const std::size_t header = entry.huge ? 0 : era_of(kernel).pool.handle_bytes;
      ASSERT_GE(entry.bytes, length + header) << kernel << " " << length;
      if (ordinal == 0) continue;
      ASSERT_LT(table.classes()[ordinal - 1].bytes, length + era_of(kernel).pool.handle_bytes) << kernel << " " << length;
    }
  }
}

struct Chain {
  unsigned pages;
  std::size_t classes_by_percentage;  // as the kernel's documentation lists them
  std::size_t classes_by_waste;       // as its code makes them
  std::size_t watermark;              // of both
};

constexpr Chain chains[] = {
    {4, 69, 69, 3264},    {5, 86, 86, 3408},    {6, 93, 94, 3504},    {7, 112, 110, 3584},  {8, 123, 119, 3632},
    {9, 140, 136, 3680},  {10, 143, 141, 3712}, {11, 159, 153, 3744}, {12, 164, 159, 3776}, {13, 180, 173, 3792},
    {14, 183, 179, 3808}, {15, 188, 186, 3840}, {16, 191, 192, 3840},
};

TEST(SizeClasses, chains_of_4_to_16_pages_give_the_known_numbers_of_classes) {
  for (const Chain& chain : chains) {
    PoolRules rules;
    rules.chain_size = chain.pages;
    const SizeClassTable by_waste(rules);
    EXPECT_EQ(by_waste.classes().size(), chain.classes_by_waste) << "chain " << chain.pages;
    EXPECT_EQ(by_waste.huge_threshold(), chain.watermark - 8 + 1) << "chain " << chain.pages;
    rules.chain_rule = ChainRule::percentage;
    const SizeClassTable by_percentage(rules);
    EXPECT_EQ(by_percentage.classes().size(), chain.classes_by_percentage) << "chain " << chain.pages;
    EXPECT_EQ(by_percentage.huge_threshold(), chain.watermark - 8 + 1) << "chain " << chain.pages;
  }
}

TEST(SizeClasses, huge_thresholds_follow_the_kernel_version) {
  EXPECT_EQ(table_of("3.14").huge_threshold(), 3073u);
  EXPECT_EQ(table_of("4.16").huge_threshold(), 3073u);
  EXPECT_EQ(table_of("4.17").huge_threshold(), 3257u);
  EXPECT_EQ(table_of("6.2").huge_threshold(), 3257u);
  EXPECT_EQ(table_of("6.3").huge_threshold(), 3625u);
  EXPECT_EQ(table_of("newest").huge_threshold(), 3625u);
}

TEST(SizeClasses, indices_step_by_sixteen_bytes_from_32) {
  EXPECT_EQ(SizeClassTable::index_of(1), 0u);
  EXPECT_EQ(SizeClassTable::index_of(32), 0u);
  EXPECT_EQ(SizeClassTable::index_of(33), 1u);
  EXPECT_EQ(SizeClassTable::index_of(48), 1u);
  EXPECT_EQ(SizeClassTable::index_of(4096), 254u);
  EXPECT_EQ(SizeClassTable::index_of(4104), 254u);
}

}  // namespace
}  // namespace zramlab
