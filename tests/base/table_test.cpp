#include "engine/base/table.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace zramlab {
namespace {

struct Fruit {
  std::string_view name;
  int weight_grams;
};

constexpr std::array<Fruit, 3> fruits{{{"apple", 180}, {"fig", 50}, {"melon", 2000}}};

TEST(Table, an_entry_is_found_by_its_whole_name_alone) {
  EXPECT_EQ(find_by_name(fruits, "fig", "fruit").weight_grams, 50);
  EXPECT_EQ(find_in(fruits, "melon"), &fruits[2]);
  EXPECT_EQ(find_in(fruits, "mel"), nullptr);
  EXPECT_EQ(find_in(fruits, "Fig"), nullptr);
  EXPECT_EQ(find_in(fruits, ""), nullptr);
}

TEST(Table, an_unknown_name_is_a_usage_error_that_prints_the_names_there_are) {
  try {
    (void)find_by_name(fruits, "pear", "fruit");
    FAIL() << "pear was found";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_STREQ(error.what(), "no fruit is called 'pear'; there are: apple, fig, melon");
  }
}

TEST(Table, names_are_listed_in_the_order_of_the_table) {
  EXPECT_EQ(names_of(fruits), "apple, fig, melon");
  EXPECT_EQ(names_of(std::array<Fruit, 0>{}), "");
}

}  // namespace
}  // namespace zramlab
