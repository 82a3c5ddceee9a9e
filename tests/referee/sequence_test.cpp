#include "bench/referee/sequence.h"

#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace zramlab::test {
namespace {

constexpr SequenceRequest request{.actions = 50'000, .seed = 3, .slots = 500, .given_pages = 40};

TEST(RefereeSequence, the_seed_alone_decides) {
  EXPECT_EQ(random_actions(request), random_actions(request));
  SequenceRequest other = request;
  other.seed = 4;
  EXPECT_NE(random_actions(request), random_actions(other));
}

TEST(RefereeSequence, random_actions_are_of_every_kind_and_stay_within_slots_and_pages) {
  std::set<Action::Kind> kinds;
  std::set<PageName::Kind> pages;
  bool empties_all = false;
  for (const Action& action : random_actions(request)) {
    kinds.insert(action.kind);
    if (action.kind == Action::Kind::write) pages.insert(action.page.kind);
    if (action.page.kind == PageName::Kind::given) {
      EXPECT_LT(action.page.number, request.given_pages);
    }
    EXPECT_LE(action.slot + action.count, request.slots);
    EXPECT_LE(action.offset + action.length, page_bytes);
    empties_all = empties_all || action.count == request.slots;
  }
  EXPECT_EQ(kinds.size(), 4u);
  EXPECT_EQ(pages.size(), 3u);
  EXPECT_TRUE(empties_all);
}

TEST(RefereeSequence, slots_fill_and_run_empty_and_fill_again) {
  std::vector<bool> held(request.slots);
  std::uint64_t now = 0;
  std::uint64_t fullest = 0;
  unsigned refills = 0;
  bool is_low = true;
  for (const Action& action : random_actions(request)) {
    if (action.kind == Action::Kind::compact) continue;
    const bool holds = action.kind != Action::Kind::discard;
    for (std::uint32_t i = 0; i < action.count; ++i) {
      now += holds ? (held[action.slot + i] ? 0 : 1) : 0;
      now -= !holds && held[action.slot + i] ? 1 : 0;
      held[action.slot + i] = holds;
    }
    fullest = std::max(fullest, now);
    if (is_low && now > request.slots / 2) ++refills;
    is_low = now < request.slots / 10 || (is_low && now <= request.slots / 2);
  }
  EXPECT_GT(fullest, request.slots * 7 / 10);
  EXPECT_GE(refills, 3u);
}

// Writes, partial writes and discards of the sample; reads change nothing.
TEST(RefereeSequence, a_trace_gives_its_changes_in_order_and_compactions_where_asked) {
  const Folder folder;
  const std::filesystem::path file = folder.file("sample.ztrace");
  write_sample(file, 5000, 300);
  const TraceReader trace(file);
  const TraceActions plain = trace_actions(trace, 0);
  const TraceActions compacting = trace_actions(trace, 100);
  EXPECT_EQ(plain.actions.size() + plain.reads + plain.without_page, 5000u);
  EXPECT_GT(plain.reads, 0u);
  std::vector<Action> without = compacting.actions;
  const auto compactions = std::erase_if(without, [](const Action& action) { return action.kind == Action::Kind::compact; });
  EXPECT_EQ(without, plain.actions);
  EXPECT_EQ(compactions, plain.actions.size() / 100);
  EXPECT_EQ(compacting.actions[100].kind, Action::Kind::compact);
}

TEST(RefereeSequence, a_trace_without_contents_is_refused) {
  const Folder folder;
  const std::filesystem::path file = folder.file("empty.ztrace");
  {
    TraceWriter writer(file, TraceMetadata{});
    writer.add_thread({1, "somebody"});
    TraceRecord record;
    record.slot = 3;
    writer.add_record(record);
    writer.finish();
  }
  EXPECT_THROW(static_cast<void>(trace_actions(TraceReader(file), 0)), InputError);
}

}  // namespace
}  // namespace zramlab::test
