#include "bench/referee/action.h"

#include "bench/referee/sequence.h"
#include "engine/base/input_error.h"

#include <gtest/gtest.h>

namespace zramlab {
namespace {

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(parse_actions(text, "--replay"));
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return {};
}

TEST(Action, what_is_printed_is_read_back_as_it_was) {
  const std::vector<Action> actions = random_actions({.actions = 20'000, .seed = 7, .slots = 300, .given_pages = 50});
  EXPECT_EQ(parse_actions(to_string(actions), "--replay"), actions);
}

TEST(Action, each_kind_has_its_text) {
  const std::vector<Action> actions = parse_actions("w5:12 w6:s3,w7:r9\np5:12@100+64 d5 d0+16 c", "--replay");
  ASSERT_EQ(actions.size(), 7u);
  EXPECT_EQ(actions[1].page, (PageName{PageName::Kind::same_filled, 3}));
  EXPECT_EQ(actions[2].page, (PageName{PageName::Kind::random, 9}));
  EXPECT_EQ(actions[3].offset, 100);
  EXPECT_EQ(actions[3].length, 64);
  EXPECT_EQ(actions[5].count, 16u);
  EXPECT_EQ(to_string(actions), "w5:12 w6:s3 w7:r9 p5:12@100+64 d5 d0+16 c");
}

TEST(Action, text_that_is_no_action_is_refused_with_its_number_and_itself) {
  for (const std::string wrong : {"x5", "w", "w5", "w5:", "w:1", "w5:12x", "w16777216:1", "w5:4294967296", "w5:-1", "p5:12", "p5:12@4096+1",
                                   "p5:12@100+3997", "d", "d5+", "d16777215+2", "cc", "w5:s", "c5"}) {
    const std::string complaint = complaint_about("w1:1 " + wrong);
    EXPECT_NE(complaint.find("--replay: action 2, '" + wrong + "'"), std::string::npos) << wrong << ": " << complaint;
  }
}

TEST(Action, slots_needed_reach_to_the_end_of_the_farthest_discard) {
  EXPECT_EQ(slots_needed(parse_actions("c", "--replay")), 1u);
  EXPECT_EQ(slots_needed(parse_actions("w7:1 c d2", "--replay")), 8u);
  EXPECT_EQ(slots_needed(parse_actions("w7:1 d4+16", "--replay")), 20u);
}

}  // namespace
}  // namespace zramlab
