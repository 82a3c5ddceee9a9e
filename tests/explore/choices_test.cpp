#include "engine/platform/virtual/explored_choices.h"

#include "engine/base/input_error.h"
#include "engine/platform/virtual/random_scheduler.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(Choices, every_thread_of_a_mask_is_counted_and_found) {
  for (ThreadMask mask = 0; mask < bit(explored_threads_max); ++mask) {
    std::uint32_t count = 0;
    for (ThreadIndex thread = 0; thread < explored_threads_max; ++thread) {
      if ((mask & bit(thread)) == 0) continue;
      ASSERT_EQ(nth_of(mask, count++), thread) << mask;
    }
    ASSERT_EQ(count_of(mask), count) << mask;
  }
}

TEST(Choices, decisions_come_back_from_their_text) {
  const std::vector<Decision> decisions{{Decision::at_start, 0, true, 2}, {0, 12, true, 1}, {1, 5, false, 2}};
  EXPECT_EQ(to_string(decisions), "s:2,0.12:1,1.5=2");
  EXPECT_EQ(parse_decisions(to_string(decisions)), decisions);
}

TEST(Choices, no_decision_has_a_name) {
  EXPECT_EQ(to_string(std::vector<Decision>{}), "default");
  EXPECT_TRUE(parse_decisions("default").empty());
}

TEST(Choices, a_text_that_is_no_decision_is_refused_and_named) {
  for (const char* const text : {"", "x", "0", "0.1", "0.1;2", "0.1:", "0.1:99", "99.1:0", "0.1:1x", "0.1:1,", "s", "0.1:1,,0.2:1"}) {
    EXPECT_THROW((void)parse_decisions(text), InputError) << text;
  }
  try {
    (void)parse_decisions("0.1:1,nonsense");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("'nonsense'"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace zramlab::test
