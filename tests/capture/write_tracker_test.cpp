// Which page belongs to which write, and what stands in for one that was lost.
#include "bench/capture/write_tracker.h"

#include <gtest/gtest.h>

#include <string_view>

namespace zramlab::test {
namespace {

// Tells a tracker a story in the order of time.
class Story {
 public:
  explicit Story(LostPages lost_pages = LostPages::borrow, bool has_pages = true) : tracker_(has_pages, lost_pages, 1) {}

  Story& asked(std::uint64_t time_ns, SlotIndex slot, Operation operation = Operation::write, std::int32_t thread = 1,
               std::uint32_t slots = 1) {
    tracker_.add(event(BlockEventKind::queue, time_ns, slot, operation, thread, slots));
    return *this;
  }
  Story& done(std::uint64_t time_ns, SlotIndex slot, std::uint32_t slots = 1) {
    tracker_.add(event(BlockEventKind::complete, time_ns, slot, Operation::write, 1, slots));
    return *this;
  }
  Story& refused(std::uint64_t time_ns, SlotIndex slot) {
    BlockEvent refusal = event(BlockEventKind::complete, time_ns, slot, Operation::write, 1, 1);
    refusal.has_failed = true;
    tracker_.add(refusal);
    return *this;
  }
  // A page that was read from `began_ns` on; no_content: zeros.
  Story& page(std::uint64_t began_ns, SlotIndex slot, ContentIndex content) {
    if (!tracker_.wants_page(slot, began_ns)) return *this;
    if (content == no_content) {
      tracker_.page_is_gone(slot);
    } else {
      tracker_.page_is(slot, content);
    }
    return *this;
  }
  Story& gives_up_before(std::uint64_t time_ns) {
    tracker_.give_up_before(time_ns);
    return *this;
  }
  Story& ends() {
    tracker_.finish();
    return *this;
  }
  Story& add(const BlockEvent& event) {
    tracker_.add(event);
    return *this;
  }

  std::vector<TrackedOperation> taken() {
    std::vector<TrackedOperation> all;
    while (const auto next = tracker_.take()) all.push_back(*next);
    return all;
  }
  [[nodiscard]] const TrackerCounts& counts() const { return tracker_.counts(); }

  static BlockEvent event(BlockEventKind kind, std::uint64_t time_ns, SlotIndex slot, Operation operation, std::int32_t thread,
                          std::uint32_t slots) {
    BlockEvent event;
    event.time_ns = time_ns;
    event.sector = std::uint64_t{slot} * sectors_of_a_page;
    event.sectors = slots * sectors_of_a_page;
    event.thread_id = thread;
    event.kind = kind;
    event.operation = operation;
    return event;
  }

 private:
  WriteTracker tracker_;
};

TEST(write_tracker, a_page_read_after_the_write_was_complete_is_its_content) {
  Story story;
  story.asked(10, 5).done(20, 5).page(25, 5, 7);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].content, 7u);
  EXPECT_EQ(all[0].loss, PageLoss::none);
  EXPECT_EQ(story.counts().lost_pages(), 0u);
}

TEST(write_tracker, a_page_whose_read_began_before_the_write_was_complete_is_not) {
  Story story;
  story.asked(10, 5).done(20, 5).page(15, 5, 7);
  EXPECT_TRUE(story.taken().empty());
  story.page(30, 5, 8);
  EXPECT_EQ(story.taken().at(0).content, 8u);
}

TEST(write_tracker, a_page_is_not_a_writes_that_nobody_told_to_be_complete) {
  Story story;
  story.asked(10, 5).page(15, 5, 7);
  EXPECT_TRUE(story.taken().empty());
}

TEST(write_tracker, an_overwritten_write_gets_its_slots_next_page_as_a_stand_in) {
  Story story;
  story.asked(10, 5).done(20, 5).asked(22, 5).done(30, 5);
  story.page(23, 5, 1);  // read while the second write was on its way: nobody knows whose it is
  EXPECT_TRUE(story.taken().empty());
  story.page(31, 5, 2);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].loss, PageLoss::overwritten);
  EXPECT_EQ(all[0].content, 2u);
  EXPECT_EQ(all[1].loss, PageLoss::none);
  EXPECT_EQ(all[1].content, 2u);
  EXPECT_EQ(story.counts().overwritten, 1u);
  EXPECT_EQ(story.counts().later_contents, 1u);
}

TEST(write_tracker, a_freed_page_borrows_from_the_same_thread) {
  Story story;
  for (SlotIndex slot = 0; slot < 10; ++slot) {
    const std::int32_t thread = slot % 2 == 0 ? 100 : 200;
    story.asked(10 + slot, slot, Operation::write, thread).done(10 + slot, slot).page(30 + slot, slot, slot);
  }
  for (SlotIndex slot = 20; slot < 60; ++slot) story.asked(50, slot, Operation::write, 200).done(51, slot).page(52, slot, no_content);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 50u);
  for (std::size_t i = 10; i < all.size(); ++i) {
    EXPECT_EQ(all[i].loss, PageLoss::freed);
    EXPECT_EQ(all[i].content % 2, 1u) << "thread 200 wrote the odd ones";
  }
  EXPECT_EQ(story.counts().freed, 40u);
}

TEST(write_tracker, what_is_lost_before_anything_was_read_waits_for_the_first_page) {
  Story story;
  story.asked(1, 1).done(2, 1).page(3, 1, no_content).asked(4, 2).done(5, 2);
  EXPECT_TRUE(story.taken().empty());
  story.page(6, 2, 9);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].content, 9u);
  EXPECT_EQ(all[0].loss, PageLoss::freed);
}

TEST(write_tracker, a_capture_without_a_single_page_ends_with_unknown_contents) {
  Story story;
  story.asked(1, 1).done(2, 1).page(3, 1, no_content).asked(4, 2).ends();
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 2u);
  for (const TrackedOperation& operation : all) EXPECT_EQ(operation.content, no_content);
  EXPECT_EQ(story.counts().freed, 1u);
  EXPECT_EQ(story.counts().unread, 1u);
}

TEST(write_tracker, with_skip_a_lost_write_is_left_out) {
  Story story(LostPages::skip);
  story.asked(1, 1).done(2, 1).asked(3, 1).done(4, 1).page(5, 1, 3);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].is_left_out);
  EXPECT_FALSE(all[1].is_left_out);
}

TEST(write_tracker, a_refused_write_is_left_out_and_what_it_overwrote_stands_alone) {
  Story story;
  story.asked(1, 9).done(2, 9).page(3, 9, 4);
  story.asked(5, 1).done(6, 1).asked(7, 1).refused(8, 1);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].loss, PageLoss::overwritten);
  EXPECT_EQ(all[1].content, 4u) << "of the same thread";
  EXPECT_TRUE(all[2].is_left_out);
  EXPECT_EQ(story.counts().refused, 1u);
}

TEST(write_tracker, operations_come_out_in_the_order_in_which_they_were_asked_for) {
  Story story;
  story.asked(1, 1).asked(2, 2).asked(3, 1, Operation::read).done(4, 2).page(5, 2, 8);
  EXPECT_TRUE(story.taken().empty()) << "the first is not decided";
  story.done(6, 1).page(7, 1, 9);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].slot, 1u);
  EXPECT_EQ(all[1].slot, 2u);
  EXPECT_EQ(all[2].operation, Operation::read);
}

TEST(write_tracker, a_request_of_several_pages_is_an_operation_for_each) {
  Story story;
  story.asked(1, 10, Operation::write, 1, 3).done(2, 10, 3);
  for (SlotIndex slot = 10; slot < 13; ++slot) story.page(3, slot, slot);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(all[i].content, 10 + i);
}

TEST(write_tracker, a_discard_frees_what_was_not_read_yet) {
  Story story;
  story.asked(1, 4).done(2, 4).page(3, 4, 6).asked(5, 5).done(6, 5).asked(7, 5, Operation::discard);
  story.page(8, 5, 1);
  story.ends();
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].loss, PageLoss::freed);
  EXPECT_EQ(all[1].content, 6u);
  EXPECT_EQ(all[2].operation, Operation::discard);
}

TEST(write_tracker, giving_up_lets_go_of_what_waits_too_long_and_of_nothing_else) {
  Story story;
  story.asked(1, 4).done(2, 4).page(3, 4, 6).asked(10, 5).asked(20, 6).gives_up_before(15);
  auto all = story.taken();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].loss, PageLoss::unread);
  EXPECT_EQ(all[1].content, 6u);
  story.done(21, 6).page(22, 6, 7);
  all = story.taken();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].content, 7u);
  EXPECT_EQ(all[0].loss, PageLoss::none);
}

TEST(write_tracker, without_pages_every_write_is_decided_at_once) {
  Story story(LostPages::borrow, false);
  story.asked(1, 4).asked(2, 4).asked(3, 4, Operation::read);
  const auto all = story.taken();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].loss, PageLoss::none);
  EXPECT_EQ(all[0].content, no_content);
  EXPECT_EQ(story.counts().writes, 2u);
  EXPECT_EQ(story.counts().reads, 1u);
}

TEST(write_tracker, requests_without_data_or_of_parts_of_pages_are_counted_and_left_out) {
  Story story;
  BlockEvent odd = Story::event(BlockEventKind::queue, 1, 0, Operation::write, 1, 1);
  odd.sector = 3;
  BlockEvent flush = Story::event(BlockEventKind::queue, 1, 0, Operation::write, 1, 0);
  BlockEvent none = Story::event(BlockEventKind::queue, 1, 0, Operation::write, 1, 1);
  none.operation.reset();
  BlockEvent beyond = Story::event(BlockEventKind::queue, 1, 0, Operation::write, 1, 1);
  beyond.sector = (std::uint64_t{1} << 33) * sectors_of_a_page;
  story.add(odd).add(flush).add(none).add(beyond);
  EXPECT_TRUE(story.taken().empty());
  EXPECT_EQ(story.counts().unaligned, 2u);
  EXPECT_EQ(story.counts().flushes, 2u);
}

}  // namespace
}  // namespace zramlab::test
