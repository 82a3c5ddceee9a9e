// `bench referee` as its users see it.
#include "tests/program/kernel_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

TEST(RefereeProgram, a_wrong_option_is_a_usage_error) {
  const Ended ended = bench({"referee", "--replay", "w1:2 q"});
  EXPECT_EQ(ended.exit_code, 64) << ended;
  EXPECT_TRUE(ended.complains("--replay: action 2, 'q'")) << ended;
}

TEST(RefereeProgram, an_algorithm_that_the_kernel_lacks_is_one_line_and_66) {
  const Folder registers;  // of our own: what others left here is told on stderr too
  setenv("ZRAMLAB_RUNTIME_DIR", registers.file("").c_str(), 1);
  const Ended ended = bench({"referee", "--codec", "nosuch", "--ops", "10"});
  unsetenv("ZRAMLAB_RUNTIME_DIR");
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << ended;
}

using LiveRefereeProgram = KernelTest;

TEST_F(LiveRefereeProgram, the_kernels_lengths_make_everything_equal) {
  const std::string json = folder_.file("referee.json").string();
  const Ended ended = bench({"referee", "--lengths", "kernel", "--ops", "5000", "--slots", "500", "--checkpoints", "50", "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("equal: all nine fields of mm_stat at each of 50 checkpoints")) << ended;
  const Json document = json_in(json);
  EXPECT_EQ(document["all_equal"], true);
  EXPECT_EQ(document["checkpoints"].size(), 50u);
  EXPECT_EQ(document["checkpoints"][49]["engine"], document["checkpoints"][49]["kernel"]);
}

TEST_F(LiveRefereeProgram, our_own_lengths_come_within_their_tolerance_on_a_capture_and_are_shown_page_by_page) {
  const std::string json = folder_.file("referee.json").string();
  const Ended ended = bench({"referee", "--lengths", "own", "--trace", "gxx", "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("ours less the kernel's")) << ended;
  const Json document = json_in(json);
  EXPECT_EQ(document["right"], true);
  EXPECT_GT(document["length_differences"]["equal"], document["length_differences"]["distinct_pages"].get<int>() / 2);
}

// A mismatch exits with 1, and what it prints does it again.
TEST_F(LiveRefereeProgram, a_mismatch_prints_a_command_that_replays_it) {
  const Ended found = bench({"referee", "--chain-size", "16", "--ops", "2000", "--slots", "200"});
  EXPECT_EQ(found.exit_code, 1) << found;
  const std::size_t begin = found.output.find("--replay '");
  ASSERT_NE(begin, std::string::npos) << found;
  const std::string actions = found.output.substr(begin + 10, found.output.find('\'', begin + 10) - begin - 10);
  EXPECT_EQ(bench({"referee", "--chain-size", "16", "--replay", actions, "--every", "1"}).exit_code, 1);
  EXPECT_EQ(bench({"referee", "--replay", actions, "--every", "1"}).exit_code, 0) << "with the kernel's own rules there is no difference";
}

}  // namespace
}  // namespace zramlab::test
