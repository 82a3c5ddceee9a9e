// Both sides in step, and what becomes of a planted fault in one of them: it must be found, and shrunk to the shortest sequence.
#include "bench/referee/report.h"
#include "tests/referee/support.h"

#include <gtest/gtest.h>

#include <thread>

namespace zramlab::test {
namespace {

class ContestOfEra : public ::testing::TestWithParam<const char*> {};

// The engine with told lengths must be the engine that compresses, to the byte, whatever the era.
TEST_P(ContestOfEra, told_lengths_make_all_nine_fields_equal) {
  Court court(400, GetParam(), GetParam());
  court.ask_random(30'000, 11);
  court.request.check_every = 10;
  const RefereeReport report = court.hold_against(court.kernel);
  EXPECT_FALSE(report.run.mismatch) << report.run.mismatch->text;
  EXPECT_TRUE(report.verdict.is_right);
  EXPECT_TRUE(report.verdict.all_equal());
  EXPECT_EQ(report.run.checkpoints.size(), 3000u);
  EXPECT_EQ(report.run.slots_compared, 400u);
  const MmStat& end = report.run.checkpoints.back().kernel;
  EXPECT_GT(end.huge_pages_since, 0u);
  EXPECT_GT(end.mem_used_max, 0u);
  EXPECT_EQ(court.engine.recount(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Eras, ContestOfEra, ::testing::Values("3.14", "4.0", "4.19", "6.1", "6.3", "newest"));

TEST(Contest, compactions_are_compared) {
  Court court(400);
  court.ask_random(30'000, 11);
  const RefereeReport report = court.hold_against(court.kernel);
  EXPECT_GT(report.run.checkpoints.back().kernel.pages_compacted, 0u);
}

TEST(Contest, a_limit_refuses_the_same_writes_on_both_sides) {
  Court court(400);
  EngineSideOptions options = side_options("newest", 400);
  options.mem_limit_bytes = 80 * page_bytes;
  EngineSide limited_kernel(options);
  options.codec = make_told_lengths_codec(court.oracle);
  EngineSide limited_engine(options);
  court.ask_random(20'000, 5);
  const RefereeReport report =
      hold(court.request, {limited_engine, limited_kernel}, court.pages, [](const std::string&, double) { return true; });
  EXPECT_FALSE(report.run.mismatch) << report.run.mismatch->text;
  EXPECT_GT(report.run.failed_writes, 0u);
  EXPECT_EQ(report.run.checkpoints.back().kernel.mem_limit, 80 * page_bytes);
}

TEST(Contest, a_limit_that_only_one_side_has_is_a_difference_of_outcomes) {
  Court court(400);
  EngineSideOptions options = side_options("newest", 400);
  options.mem_limit_bytes = 2 * page_bytes;
  EngineSide limited(options);
  court.ask_random(5000, 5);
  court.request.check_every = 5000;
  const RefereeReport report = court.hold_against(limited);
  ASSERT_TRUE(report.run.mismatch);
  EXPECT_NE(report.run.mismatch->text.find("in the engine (ok) and fails in the kernel (mem_limit reached)"), std::string::npos);
  ASSERT_TRUE(report.shrunk);
  EXPECT_LE(report.shrunk->actions.size(), 3u);
}

TEST(Contest, the_rules_of_another_kernel_are_found_out_and_shrunk) {
  Court court(400, "6.1", "newest");
  court.ask_random(20'000, 1);
  court.request.check_every = 1000;
  const RefereeReport report = court.hold_against(court.kernel);
  ASSERT_TRUE(report.run.mismatch);
  ASSERT_TRUE(report.shrunk);
  EXPECT_TRUE(report.is_repeated);
  EXPECT_TRUE(report.shrunk->is_minimal);
  // One page of a class that has zspages of another size will do.
  EXPECT_EQ(report.shrunk->actions.size(), 1u) << to_string(report.shrunk->actions);
  EXPECT_FALSE(report.verdict.is_right);
}

// A side that never compacts.
class Lazy final : public PassingSide {
 public:
  using PassingSide::PassingSide;
  void compact() override {}
};

TEST(Contest, a_missing_compaction_is_found_and_shrunk_to_what_makes_it_needed) {
  Court court(400);
  court.ask_random(20'000, 2);
  court.request.check_every = 500;
  Lazy lazy(court.kernel);
  const RefereeReport report = court.hold_against(lazy);
  ASSERT_TRUE(report.run.mismatch);
  ASSERT_TRUE(report.shrunk);
  EXPECT_TRUE(report.shrunk->is_minimal);
  EXPECT_EQ(report.shrunk->actions.back().kind, Action::Kind::compact);
  // Two zspages with a hole in the fuller one.
  EXPECT_LE(report.shrunk->actions.size(), 12u) << to_string(report.shrunk->actions);
  EXPECT_EQ(report.first_difference->fields.front()->name, "mem_used_total");
}

// Forgets the object of a page that is overwritten by a same-filled one.
class Leaking final : public PassingSide {
 public:
  using PassingSide::PassingSide;
  void restart() override {
    PassingSide::restart();
    leaked_ = 0;
  }
  Outcome write(SlotIndex slot, PageView page) override {
    const std::uint64_t before = behind_.mm_stat().compr_data_size;
    const Outcome outcome = behind_.write(slot, page);
    if (is_same_filled(page)) leaked_ += before - behind_.mm_stat().compr_data_size;
    return outcome;
  }
  MmStat mm_stat() override {
    MmStat stat = behind_.mm_stat();
    stat.compr_data_size += leaked_;
    return stat;
  }

 private:
  std::uint64_t leaked_ = 0;
};

TEST(Contest, a_leak_is_found_and_shrunk_to_two_writes_that_replay) {
  Court court(400);
  court.ask_random(20'000, 3);
  court.request.check_every = 20'000;
  Leaking leaking(court.kernel);
  const RefereeReport report = court.hold_against(leaking);
  ASSERT_TRUE(report.shrunk);
  EXPECT_TRUE(report.shrunk->is_minimal);
  ASSERT_EQ(report.shrunk->actions.size(), 2u) << to_string(report.shrunk->actions);
  EXPECT_EQ(report.shrunk->actions[1].page.kind, PageName::Kind::same_filled);
  EXPECT_EQ(report.shrunk->actions[0].slot, report.shrunk->actions[1].slot);
  // What is printed does it again.
  const std::string text = to_text(court.request, report);
  const std::size_t begin = text.find("--replay '") + 10;
  ASSERT_NE(text.find("--replay '"), std::string::npos) << text;
  court.request.actions = parse_actions(text.substr(begin, text.rfind('\'') - begin), "--replay");
  EXPECT_EQ(court.request.actions, report.shrunk->actions);
  EXPECT_TRUE(court.hold_against(leaking).run.mismatch);
}

// Gives back another page than was written, and counts right.
class Forgetful final : public PassingSide {
 public:
  using PassingSide::PassingSide;
  Outcome read(SlotIndex slot, PageSpan page) override {
    const Outcome outcome = behind_.read(slot, page);
    if (slot == 13) page[100] ^= std::byte{1};
    return outcome;
  }
};

TEST(Contest, contents_that_differ_at_the_end_are_a_mismatch) {
  Court court(400);
  court.ask_random(2000, 3);
  Forgetful forgetful(court.kernel);
  const RefereeReport report = court.hold_against(forgetful);
  ASSERT_TRUE(report.run.mismatch);
  EXPECT_NE(report.run.mismatch->text.find("slot 13 reads differently"), std::string::npos);
  EXPECT_FALSE(report.verdict.is_right);
}

// Frees the pool's pages a few looks later, as the kernel does where a page was locked.
class Deferring final : public PassingSide {
 public:
  using PassingSide::PassingSide;
  MmStat mm_stat() override {
    MmStat stat = behind_.mm_stat();
    if (stat.mem_used_total < total_ && ++looks_ % 4 != 0) stat.mem_used_total = total_;
    total_ = stat.mem_used_total;
    return stat;
  }

 private:
  std::uint64_t total_ = 0;
  std::uint64_t looks_ = 0;
};

TEST(Contest, zspages_that_are_freed_a_moment_later_are_waited_for_and_counted) {
  Court court(100);
  court.ask_random(3000, 3);
  Deferring deferring(court.kernel);
  const RefereeReport report = court.hold_against(deferring);
  EXPECT_FALSE(report.run.mismatch) << report.run.mismatch->text;
  EXPECT_GT(report.run.settled_late, 0u);
}

// Differs once, as when somebody else was there.
class DisturbedOnce final : public PassingSide {
 public:
  using PassingSide::PassingSide;
  MmStat mm_stat() override {
    MmStat stat = behind_.mm_stat();
    if (++looks_ == 50) ++stat.pages_compacted;
    return stat;
  }

 private:
  std::uint64_t looks_ = 0;
};

TEST(Contest, a_difference_that_does_not_come_again_is_said_to_be_one) {
  Court court(100);
  court.ask_random(3000, 3);
  DisturbedOnce disturbed(court.kernel);
  const RefereeReport report = court.hold_against(disturbed);
  ASSERT_TRUE(report.run.mismatch);
  EXPECT_FALSE(report.is_repeated);
  EXPECT_FALSE(report.shrunk);
  EXPECT_NE(to_text(court.request, report).find("showed no difference"), std::string::npos);
  EXPECT_NE(to_text(court.request, report).find("its shrinker did"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
