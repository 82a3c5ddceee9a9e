// Which answers the verification accepts, history by history.
#include "tests/bench/history.h"
#include "tests/bench/support.h"

#include <gtest/gtest.h>

#include <cstring>

namespace zramlab::test {
namespace {

constexpr ContentIndex a = 0;
constexpr ContentIndex b = 1;
constexpr ContentIndex c = 2;
constexpr ContentIndex foreign = 3;

class verification : public ::testing::Test {
 protected:
  std::shared_ptr<const PageStore> contents = store_of(4);
  [[nodiscard]] History history() const { return History(contents); }
};

TEST_F(verification, a_read_of_the_last_write_passes) {
  const VerificationReport report = history().write({1, 2}, a).write({3, 4}, b).read({5, 6}, b).verify();
  EXPECT_EQ(report.failure_count, 0u);
  EXPECT_EQ(report.reads_checked, 1u);
  EXPECT_EQ(report.reads_uncheckable, 0u);
}

TEST_F(verification, a_slot_that_was_never_written_reads_as_zeros_and_nothing_else) {
  EXPECT_TRUE(history().read_zeros({1, 2}).passes());
  EXPECT_FALSE(history().read({1, 2}, a).passes());
}

TEST_F(verification, a_stale_page_is_wrong_and_named_so) {
  const VerificationReport report = history().write({1, 2}, a).write({3, 4}, b).read({5, 6}, a).verify();
  ASSERT_EQ(report.failure_count, 1u);
  EXPECT_EQ(report.failures.front(), "slot 0: a read returned a page that the slot held at another time");
}

TEST_F(verification, a_foreign_page_is_wrong_and_named_so) {
  const VerificationReport report = history().on(7).write({1, 2}, a).read({3, 4}, foreign).verify();
  ASSERT_EQ(report.failure_count, 1u);
  EXPECT_EQ(report.failures.front(), "slot 7: a read returned a page that the slot never held");
}

TEST_F(verification, a_page_of_another_slot_is_wrong) {
  EXPECT_FALSE(history().on(1).write({1, 2}, a).on(2).write({1, 2}, b).read({3, 4}, a).passes());
}

TEST_F(verification, zeros_after_a_write_are_wrong) {
  EXPECT_FALSE(history().write({1, 2}, a).read_zeros({3, 4}).passes());
}

TEST_F(verification, a_read_before_the_write_sees_zeros_and_not_the_future) {
  EXPECT_TRUE(history().read_zeros({1, 2}).write({3, 4}, a).passes());
  EXPECT_FALSE(history().read({1, 2}, a).write({3, 4}, a).passes());
}

TEST_F(verification, a_lost_overwrite_is_wrong_however_late_it_is_read) {
  EXPECT_FALSE(history().write({1, 2}, a).write({3, 4}, b).read({1000, 1001}, a).passes());
  EXPECT_FALSE(history().write({1, 2}, a).write({3, 4}, b).write({5, 6}, c).read({7, 8}, b).passes());
}

TEST_F(verification, a_read_beside_a_write_sees_either_page) {
  EXPECT_TRUE(history().write({1, 2}, a).write({4, 8}, b).read({5, 6}, a).passes());
  EXPECT_TRUE(history().write({1, 2}, a).write({4, 8}, b).read({5, 6}, b).passes());
  EXPECT_TRUE(history().write({1, 2}, a).write({5, 6}, b).read({4, 8}, a).passes());
  EXPECT_TRUE(history().write({1, 2}, a).write({5, 6}, b).read({4, 8}, b).passes());
  EXPECT_FALSE(history().write({1, 2}, a).write({5, 6}, b).read({4, 8}, c).passes());
  EXPECT_FALSE(history().write({1, 2}, a).write({5, 6}, b).read_zeros({4, 8}).passes());
}

TEST_F(verification, a_read_over_several_writes_sees_any_of_them_or_what_was_there_before) {
  for (const ContentIndex seen : {a, b, c}) {
    EXPECT_TRUE(history().write({1, 2}, a).write({4, 5}, b).write({6, 7}, c).read({3, 8}, seen).passes()) << seen;
  }
  EXPECT_FALSE(history().write({1, 2}, a).write({4, 5}, b).write({6, 7}, c).read_zeros({3, 8}).passes());
}

TEST_F(verification, of_writes_that_ran_beside_each_other_either_may_be_the_last) {
  for (const ContentIndex seen : {a, b}) {
    EXPECT_TRUE(history().write({1, 5}, a).write({2, 4}, b).read({6, 7}, seen).passes()) << seen;
  }
  // Both are over before the third begins.
  EXPECT_FALSE(history().write({1, 5}, a).write({2, 4}, b).write({6, 7}, c).read({8, 9}, a).passes());
}

TEST_F(verification, a_long_write_survives_the_short_ones_within_it) {
  EXPECT_TRUE(history().write({1, 20}, a).write({2, 3}, b).write({4, 5}, c).read({21, 22}, a).passes());
  EXPECT_TRUE(history().write({1, 20}, a).write({2, 3}, b).write({4, 5}, c).read({21, 22}, c).passes());
  EXPECT_FALSE(history().write({1, 20}, a).write({2, 3}, b).write({4, 5}, c).read({21, 22}, b).passes());
}

TEST_F(verification, a_discarded_slot_reads_as_zeros) {
  EXPECT_TRUE(history().write({1, 2}, a).discard({3, 4}).read_zeros({5, 6}).passes());
  EXPECT_FALSE(history().write({1, 2}, a).discard({3, 4}).read({5, 6}, a).passes());
  EXPECT_TRUE(history().write({1, 2}, a).discard({3, 4}).write({5, 6}, b).read({7, 8}, b).passes());
  EXPECT_FALSE(history().write({1, 2}, a).discard({3, 4}).write({5, 6}, b).read_zeros({7, 8}).passes());
}

TEST_F(verification, a_read_beside_a_discard_sees_the_old_page_or_zeros) {
  EXPECT_TRUE(history().write({1, 2}, a).discard({4, 6}).read({3, 5}, a).passes());
  EXPECT_TRUE(history().write({1, 2}, a).discard({4, 6}).read_zeros({3, 5}).passes());
  EXPECT_FALSE(history().write({1, 2}, a).discard({4, 6}).read({3, 5}, b).passes());
}

TEST_F(verification, a_failed_write_is_not_in_the_log_and_leaves_what_was_there) {
  // The failed one wrote `b` at {3, 4}.
  EXPECT_TRUE(history().write({1, 2}, a).read({5, 6}, a).passes());
  EXPECT_FALSE(history().write({1, 2}, a).read({5, 6}, b).passes());
}

TEST_F(verification, slots_are_checked_each_on_its_own_in_whatever_order_they_were_logged) {
  const History good = history().on(2).read({9, 10}, b).on(1).read({5, 6}, a).on(2).write({1, 2}, b).on(1).write({1, 2}, a);
  EXPECT_TRUE(good.passes());
  const VerificationReport report = History(good).on(2).read({11, 12}, a).verify();
  EXPECT_EQ(report.failure_count, 1u);
  EXPECT_EQ(report.reads_checked, 3u);
}

TEST_F(verification, only_the_first_wrong_reads_are_told_but_all_are_counted) {
  History wrong = history().write({1, 2}, a);
  for (std::uint64_t i = 0; i < 20; ++i) wrong.read({10 + 2 * i, 11 + 2 * i}, b);
  const VerificationReport report = wrong.verify();
  EXPECT_EQ(report.failure_count, 20u);
  EXPECT_EQ(report.failures.size(), 5u);
}

TEST_F(verification, an_empty_log_is_right) {
  const VerificationReport report = history().verify();
  EXPECT_EQ(report.failure_count, 0u);
  EXPECT_EQ(report.reads_checked, 0u);
}

// `under`, with bytes [offset, offset + length) taken from `over`.
std::uint64_t patched_hash(PageView under, PageView over, std::size_t offset, std::size_t length) {
  Page page;
  std::memcpy(page.data(), under.data(), page_bytes);
  std::memcpy(page.data() + offset, over.data() + offset, length);
  return content_hash(page);
}

TEST_F(verification, a_partial_write_changes_its_bytes_and_no_others) {
  const std::uint64_t patched = patched_hash(contents->page(a), contents->page(b), 512, 1000);
  EXPECT_TRUE(history().write({1, 2}, a).partial({3, 4}, b, 512, 1000).read_hash({5, 6}, patched).passes());
  EXPECT_FALSE(history().write({1, 2}, a).partial({3, 4}, b, 512, 1000).read({5, 6}, a).passes());
  EXPECT_FALSE(history().write({1, 2}, a).partial({3, 4}, b, 512, 1000).read({5, 6}, b).passes());
}

TEST_F(verification, partial_writes_add_up_over_zeros_and_over_discards) {
  const Page zeros = zero_page();
  const std::uint64_t first = patched_hash(zeros, contents->page(a), 0, 100);
  EXPECT_TRUE(history().partial({1, 2}, a, 0, 100).read_hash({3, 4}, first).passes());
  const std::uint64_t after_discard = patched_hash(zeros, contents->page(b), 4000, 96);
  EXPECT_TRUE(history()
                  .partial({1, 2}, a, 0, 100)
                  .discard({3, 4})
                  .partial({5, 6}, b, 4000, 96)
                  .read_hash({7, 8}, after_discard)
                  .passes());
  EXPECT_FALSE(
      history().partial({1, 2}, a, 0, 100).discard({3, 4}).partial({5, 6}, b, 4000, 96).read_hash({7, 8}, first).passes());
}

TEST_F(verification, reads_of_a_slot_with_a_partial_write_beside_another_operation_are_counted_as_not_checkable) {
  const VerificationReport report =
      history().write({1, 4}, a).partial({2, 3}, b, 0, 100).read({5, 6}, foreign).read({7, 8}, foreign).verify();
  EXPECT_EQ(report.reads_uncheckable, 2u);
  EXPECT_EQ(report.reads_checked, 0u);
  EXPECT_EQ(report.failure_count, 0u);
}

TEST_F(verification, another_slot_stays_checkable_beside_one_that_is_not) {
  const VerificationReport report = history()
                                        .write({1, 4}, a)
                                        .partial({2, 3}, b, 0, 100)
                                        .read({5, 6}, foreign)
                                        .on(1)
                                        .write({1, 2}, a)
                                        .read({3, 4}, foreign)
                                        .verify();
  EXPECT_EQ(report.reads_uncheckable, 1u);
  EXPECT_EQ(report.failure_count, 1u);
}

TEST(slot_sample, follows_every_slot_while_all_operations_fit_the_log) {
  EXPECT_EQ(sample_for(0).shift, 0u);
  EXPECT_EQ(sample_for(logged_operations_max).shift, 0u);
  for (const SlotIndex slot : {0u, 1u, 77u, 0xffffffffu}) EXPECT_TRUE(SlotSample{}.follows(slot));
}

TEST(slot_sample, halves_until_the_operations_fit) {
  EXPECT_EQ(sample_for(logged_operations_max + 1).shift, 1u);
  EXPECT_EQ(sample_for(2 * logged_operations_max).shift, 1u);
  EXPECT_EQ(sample_for(16 * logged_operations_max).shift, 4u);
  for (std::uint64_t operations = 1; operations < (std::uint64_t{1} << 60); operations = operations * 3 + 1) {
    EXPECT_LE(operations >> sample_for(operations).shift, logged_operations_max) << operations;
  }
}

TEST(slot_sample, takes_about_its_share_of_any_range_of_slots) {
  for (const unsigned shift : {1u, 3u, 6u}) {
    const SlotSample sample{shift};
    for (const SlotIndex first : {0u, 1'000'000u}) {
      std::uint32_t followed = 0;
      constexpr std::uint32_t slots = 1u << 16;
      for (SlotIndex slot = first; slot < first + slots; ++slot) followed += sample.follows(slot) ? 1 : 0;
      EXPECT_NEAR(followed, slots >> shift, (slots >> shift) / 10.0) << "shift " << shift << " from slot " << first;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
