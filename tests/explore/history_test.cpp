#include "bench/explore/history.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

constexpr bool write = true;
constexpr bool read = false;

bool is_right(std::initializer_list<ExploredOperation> operations) {
  History history;
  for (const ExploredOperation& operation : operations) history.add(operation);
  return history.wrong().empty();
}

TEST(History, a_read_finds_the_last_write) {
  EXPECT_TRUE(is_right({{0, write, 0, 1, 0, 1}, {0, read, 0, 1, 2, 3}}));
  EXPECT_FALSE(is_right({{0, write, 0, 1, 0, 1}, {0, write, 0, 2, 2, 3}, {1, read, 0, 1, 4, 5}}));
}

TEST(History, a_thread_reads_no_older_page_than_it_wrote) {
  EXPECT_FALSE(is_right({{0, write, 0, 1, 1, 2}, {0, read, 0, empty_slot, 3, 4}}));
}

TEST(History, a_read_finds_a_concurrent_write_or_what_was_there) {
  EXPECT_TRUE(is_right({{0, write, 0, 1, 0, 9}, {1, read, 0, 1, 2, 3}}));
  EXPECT_TRUE(is_right({{0, write, 0, 1, 0, 9}, {1, read, 0, empty_slot, 2, 3}}));
}

TEST(History, nobody_reads_a_write_that_has_not_begun) {
  EXPECT_FALSE(is_right({{1, read, 0, 1, 0, 1}, {0, write, 0, 1, 2, 3}}));
}

TEST(History, two_reads_do_not_go_back) {
  const ExploredOperation slow{0, write, 0, 1, 0, 20};
  EXPECT_TRUE(is_right({slow, {1, read, 0, empty_slot, 1, 2}, {1, read, 0, 1, 3, 4}}));
  EXPECT_FALSE(is_right({slow, {1, read, 0, 1, 1, 2}, {1, read, 0, empty_slot, 3, 4}}));
}

TEST(History, slots_are_judged_one_by_one) {
  EXPECT_TRUE(is_right({{0, write, 0, 1, 0, 1}, {0, write, 1, 2, 2, 3}, {1, read, 0, 1, 4, 5}, {1, read, 1, 2, 6, 7}}));
  History history;
  history.add({0, write, 0, 1, 0, 1});
  history.add({0, read, 7, 3, 2, 3});
  EXPECT_NE(history.wrong().find("slot 7"), std::string::npos) << history.wrong();
}

}  // namespace
}  // namespace zramlab::test
