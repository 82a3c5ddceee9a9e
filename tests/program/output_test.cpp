// Where output goes, and what happens when it cannot.
#include "tests/program/support.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace zramlab::test {
namespace {

// A short run of one strategy on a small trace.
Words short_run(const Folder& folder) {
  return {"--trace", small_trace(folder), "--strategy", "idle-list", "--threads", "1", "--ops", "500"};
}

Ended run(Words words, const Words& more, const Folder& folder, const Child::Options& options = {}) {
  words.insert(words.end(), more.begin(), more.end());
  return Child(words, folder.file(""), options).wait();
}

TEST(quiet, says_nothing_when_all_goes_well) {
  const Folder folder;
  const Ended ended = run(short_run(folder), {"--quiet"}, folder);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_EQ(ended.output, "") << ended;
  EXPECT_EQ(ended.errors, "") << ended;
}

TEST(progress, goes_to_stderr_and_only_when_asked_for_or_on_a_terminal) {
  const Folder folder;
  const Ended always = run(short_run(folder), {"--progress", "always"}, folder);
  EXPECT_EQ(always.exit_code, 0) << always;
  EXPECT_TRUE(always.complains("[1/2] bare-loop lz4 1 thread")) << always;
  EXPECT_TRUE(always.complains("[2/2] idle-list lz4 1 thread")) << always;
  EXPECT_FALSE(always.says("[1/2]")) << always;
  for (const char* other : {"auto", "never"}) {
    const Ended silent = run(short_run(folder), {"--progress", other}, folder);
    EXPECT_EQ(silent.errors, "") << silent;
  }
}

TEST(json, is_named_in_the_text_and_replaces_an_older_file) {
  const Folder folder;
  const std::filesystem::path json = folder.with("results.json", "something old");
  const Ended ended = run(short_run(folder), {"--json", json.string()}, folder);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("results: " + json.string())) << ended;
  EXPECT_EQ(json_in(json)["benchmarks"].size(), 2u);
  EXPECT_FALSE(std::filesystem::exists(json.string() + ".partial"));
}

TEST(json, that_cannot_be_written_is_said_before_anything_is_measured) {
  const Folder folder;
  for (const std::string& place : {folder.file("no/such/folder/r.json").string(), folder.file("").string()}) {
    const Ended ended = run(short_run(folder), {"--json", place, "--progress", "always"}, folder);
    EXPECT_EQ(ended.exit_code, 66) << ended;
    EXPECT_EQ(ended.output, "") << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: --json: cannot write " + place)) << "and no run was begun: " << ended;
  }
}

TEST(json, through_a_symbolic_link_replaces_what_it_points_to) {
  const Folder folder;
  const std::filesystem::path target = folder.with("target.json", "old");
  const std::filesystem::path link = folder.file("link.json");
  std::filesystem::create_symlink(target, link);
  const Ended ended = run(short_run(folder), {"--json", link.string()}, folder);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(json_in(target)["benchmarks"].size(), 2u);
}

TEST(json, goes_into_a_pipe_once_and_leaves_the_pipe_there) {
  const Folder folder;
  const std::filesystem::path pipe = folder.file("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  // Open at both ends: nobody waits, and the kernel keeps 64 KiB for us, which two small runs do not fill.
  const int reader = open(pipe.c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  const Ended ended = run(short_run(folder), {"--json", pipe.string(), "--quiet"}, folder);
  std::string received(1 << 16, '\0');
  const ssize_t bytes = read(reader, received.data(), received.size());
  close(reader);
  received.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(std::filesystem::is_fifo(pipe)) << "the program replaced the pipe by a file";
  const Json document = Json::parse(received, nullptr, false);
  ASSERT_TRUE(document.is_object()) << received;
  EXPECT_EQ(document["benchmarks"].size(), 2u);
}

TEST(json, on_a_full_disk_is_one_clear_error) {
  const Folder folder;
  // A file may have 2 blocks of 512 bytes: less than the first, empty results take.
  const Ended at_once = run(short_run(folder), {"--json", folder.file("r.json").string()}, folder,
                            {.output_file = "", .shell_before = "trap '' XFSZ; ulimit -f 2;"});
  EXPECT_EQ(at_once.exit_code, 66) << at_once;
  EXPECT_TRUE(at_once.complains("bench: --json: cannot write")) << at_once;
  // 8 blocks hold the context, but not the first result: whole files or none.
  const std::filesystem::path json = folder.file("late.json");
  const Ended later = run(short_run(folder), {"--json", json.string()}, folder,
                          {.output_file = "", .shell_before = "trap '' XFSZ; ulimit -f 8;"});
  EXPECT_EQ(later.exit_code, 1) << later;
  EXPECT_TRUE(later.complains("bench: --json: cannot write")) << later;
  EXPECT_FALSE(std::filesystem::exists(json));
  EXPECT_FALSE(std::filesystem::exists(json.string() + ".partial"));
}

TEST(output, that_cannot_be_written_is_an_error) {
  const Folder folder;
  for (const Words& words : {Words{"list", "codecs"}, Words{"--help"}, short_run(folder)}) {
    const Ended ended = run(words, {}, folder, {.output_file = "/dev/full", .shell_before = ""});
    EXPECT_EQ(ended.exit_code, 1) << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: cannot write")) << ended;
  }
}

TEST(json, holds_names_in_any_encoding) {
  const Folder folder;
  const std::filesystem::path trace = folder.file("caf\xe9.ztrace");  // Latin-1
  std::filesystem::copy_file(small_trace(folder), trace);
  const Json document =
      results_of({"--trace", trace.string(), "--strategy", "idle-list", "--threads", "1", "--ops", "100"}, folder);
  EXPECT_EQ(document["benchmarks"].size(), 2u);
}

}  // namespace
}  // namespace zramlab::test
