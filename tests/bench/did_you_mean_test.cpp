#include "bench/did_you_mean.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

// Words of the command line, first word first.
std::string suggestion(std::vector<std::string> arguments) {
  CLI::App app("a program", "program");
  std::string text;
  bool flag = false;
  app.add_option("--strategy", text);
  app.add_option("--threads", text);
  app.add_flag("--verify,!--no-verify", flag);
  app.add_subcommand("list");
  app.add_subcommand("trace");
  // CLI11 takes them from the back.
  return did_you_mean(app, {arguments.rbegin(), arguments.rend()});
}

TEST(did_you_mean, finds_the_option_that_one_or_two_letters_miss) {
  EXPECT_EQ(suggestion({"--stategy", "all"}), "; did you mean --strategy?");
  EXPECT_EQ(suggestion({"--threadz"}), "; did you mean --threads?");
  EXPECT_EQ(suggestion({"--thrads=4"}), "; did you mean --threads?");
  EXPECT_EQ(suggestion({"--no-verfiy"}), "; did you mean --no-verify?");
}

TEST(did_you_mean, finds_a_subcommand) {
  EXPECT_EQ(suggestion({"lists", "codecs"}), "; did you mean list?");
  EXPECT_EQ(suggestion({"tarce"}), "; did you mean trace?");
}

TEST(did_you_mean, passes_over_words_that_are_right) {
  EXPECT_EQ(suggestion({"--strategy", "all", "--treads", "2"}), "; did you mean --threads?");
}

TEST(did_you_mean, guesses_the_first_of_several) {
  EXPECT_EQ(suggestion({"--stratgy", "all", "--treads", "2"}), "; did you mean --strategy?");
}

TEST(did_you_mean, says_where_help_is_rather_than_guess_wildly) {
  EXPECT_EQ(suggestion({"--frobnicate"}), "; see bench --help");
  EXPECT_EQ(suggestion({"-x"}), "; see bench --help");
  EXPECT_EQ(suggestion({}), "; see bench --help");
}

}  // namespace
}  // namespace zramlab::test
