// Ctrl-C and SIGTERM: what was measured is kept.
#include "tests/program/support.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zramlab::test {
namespace {

// Two strategies after the bare loop, each for a long time; they say when each begins.
Words long_run(const std::string& trace, const std::string& json) {
  return {"--trace", trace, "--strategy", "idle-list,per-cpu", "--threads", "2", "--ops", "3M",
          "--json",  json,  "--progress", "always"};
}

struct Interruption {
  int signal;
  const char* at;  // the progress line after which it comes
  std::size_t runs_kept;
};

void expect_kept(const Interruption& interruption) {
  const Folder folder;
  const std::string json = folder.file("results.json").string();
  Child child(long_run(small_trace(folder), json), folder.file(""));
  ASSERT_TRUE(child.wait_until([&] { return child.errors_so_far().find(interruption.at) != std::string::npos; }))
      << child.wait();
  child.send(interruption.signal);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 130) << ended;
  EXPECT_TRUE(ended.complains("bench: interrupted")) << ended;
  EXPECT_TRUE(ended.says("interrupted")) << "the table is shown all the same: " << ended;

  const Json document = json_in(json);
  EXPECT_EQ(document["context"]["zramlab"]["interrupted"], true);
  EXPECT_EQ(document["context"]["zramlab"]["complete"], false);
  const Json& rows = document["benchmarks"];
  ASSERT_EQ(rows.size(), interruption.runs_kept + 1) << ended;
  for (std::size_t i = 0; i < interruption.runs_kept; ++i) {
    EXPECT_FALSE(rows[i].contains("interrupted")) << rows[i]["name"];
    EXPECT_EQ(rows[i]["iterations"], 3'000'000);
    EXPECT_EQ(rows[i]["verified"], true);
  }
  const Json& last = rows[interruption.runs_kept];
  EXPECT_EQ(last["interrupted"], true);
  EXPECT_LT(last["iterations"], 3'000'000);
  EXPECT_EQ(last["verified"], true) << last["failures"];
  EXPECT_FALSE(last.contains("efficiency")) << "what was cut off is not compared";
}

TEST(interrupt, in_the_first_run_keeps_what_there_is) { expect_kept({SIGINT, "[1/3]", 0}); }

TEST(interrupt, in_a_later_run_keeps_the_earlier_ones) { expect_kept({SIGINT, "[2/3]", 1}); }

TEST(terminate, is_an_interrupt_too) { expect_kept({SIGTERM, "[1/3]", 0}); }

// Its result file is a pipe that nobody writes to: once it has been opened the program waits.
TEST(interrupt, ends_with_a_line_where_there_is_nothing_to_keep) {
  const Folder folder;
  const std::filesystem::path pipe = folder.file("results.json");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Child child({"convert", pipe.string(), "--format", "bmf", "--output", folder.file("out").string()}, folder.file(""));
  int writer = -1;
  const bool has_begun = child.wait_until([&] { return (writer = open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0; });
  child.send(SIGINT);
  const Ended ended = child.wait();
  close(writer);
  EXPECT_TRUE(has_begun) << ended;
  EXPECT_EQ(ended.exit_code, 130) << ended;
  EXPECT_TRUE(ended.complains("bench: interrupted")) << ended;
  EXPECT_FALSE(std::filesystem::exists(folder.file("out")));
}

}  // namespace
}  // namespace zramlab::test
