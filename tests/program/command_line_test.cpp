// The command line: help, lists, mistakes and their exit codes.
#include "tests/program/support.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(command_line, help_shows_every_group_of_options_and_ends_well) {
  for (const Words& words : {Words{"--help"}, Words{"-h"}, Words{"run", "--help"}}) {
    const Ended ended = bench(words);
    EXPECT_EQ(ended.exit_code, 0) << ended;
    EXPECT_EQ(ended.errors, "") << ended;
    for (const char* group : {"What to run", "How long", "The device", "The driver", "Output"}) {
      EXPECT_TRUE(ended.says(group)) << ended;
    }
    for (const char* option :
         {"--strategy", "--threads", "--codec", "--workload", "--trace", "--ops", "--runtime", "--warmup", "--repetitions",
          "--seed", "--verify", "--on", "--streams", "--disksize", "--mem-limit", "--era", "--chain-size", "--slot-lock",
          "--arrival", "--rate", "--find-max-rate", "--speed", "--order", "--cpus", "--json", "--quiet", "--progress", "--dry-run", "--loops"}) {
      EXPECT_TRUE(ended.says(option)) << option << "\n" << ended;
    }
    for (const char* subcommand : {"list", "trace"}) EXPECT_TRUE(ended.says(subcommand)) << ended;
  }
}

TEST(command_line, version_is_one_line) {
  const Ended ended = bench({"--version"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.output.starts_with("zramlab ")) << ended;
  EXPECT_EQ(std::count(ended.output.begin(), ended.output.end(), '\n'), 1) << ended;
}

struct Mistake {
  Words words;
  int exit_code;
  Words told;
};

void expect_told(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    const Ended ended = bench(mistake.words);
    EXPECT_EQ(ended.exit_code, mistake.exit_code) << ended;
    EXPECT_EQ(ended.output, "") << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: ")) << ended;
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << "one message\n" << ended;
    for (const std::string& words : mistake.told) EXPECT_TRUE(ended.complains(words)) << words << "\n" << ended;
  }
}

TEST(command_line, a_typo_is_a_usage_error_with_a_suggestion) {
  expect_told({
      {{"--stratgy", "all"}, 64, {"--stratgy", "did you mean --strategy?"}},
      {{"--thread", "2"}, 64, {"did you mean --threads?"}},
      {{"lst"}, 64, {"lst", "--help"}},
      {{"lists", "codecs"}, 64, {"did you mean list?"}},
      {{"list"}, 64, {}},
      {{"list", "colours"}, 64, {}},
      {{"trace"}, 64, {}},
      {{"--frobnicate"}, 64, {"--frobnicate", "bench --help"}},
      {{"--threads"}, 64, {"--threads"}},
      {{"surprise"}, 64, {"surprise"}},
      {{"--seed", "-1"}, 64, {"--seed", "-1 is negative"}},
      {{"trace", "sample", "gxx", "--rate", "0.5", "--seed", "-2", "--output", "x"}, 64, {"--seed", "-2 is negative"}},
      {{"explore", "--strategy", "empty", "--timeline", "x.fxt"}, 64, {"--timeline", ".json"}},
      {{"--json", "lists", "--loops", "0"}, 64, {"--loops", "see bench --help"}},
  });
}

TEST(command_line, an_unknown_name_is_a_usage_error_that_lists_the_names_there_are) {
  expect_told({
      {{"--strategy", "lifo"}, 64, {"--strategy", "'lifo'", "idle-list", "per-cpu-sleepable", "per-thread"}},
      {{"--codec", "lz5"}, 64, {"--codec", "'lz5'", "lz4", "zstd"}},
      {{"--workload", "swap-sideways"}, 64, {"--workload", "'swap-sideways'", "swap-out", "overwrite"}},
      {{"--workload", "swap-out:colour=red"}, 64, {"--workload swap-out", "'colour'", "slots"}},
      {{"--era", "2.6"}, 64, {"--era", "3.14", "newest"}},
      {{"--era", "7.0"}, 64, {"--era", "6.18"}},
      {{"--on", "mars"}, 64, {"--on", "host", "simulated-host", "kernel", "laptop-4"}},
      {{"list", "machines", "kernel"}, 64, {"'kernel'; there are: laptop-2x2-2014"}},
      {{"--cpus", "0,,1"}, 64, {"--cpus", "0-3,6"}},
      {{"--cpus", "1000"}, 64, {"--cpus", "1000"}},
      {{"--disksize", "4K"}, 64, {"--disksize", "at least"}},
  });
}

TEST(command_line, a_missing_trace_is_bad_input_that_lists_the_captures) {
  expect_told({{{"--trace", "no-such.ztrace"}, 66, {"--trace", "no-such.ztrace", "gxx"}},
               {{"trace", "info", "no-such.ztrace"}, 66, {"no-such.ztrace"}},
               {{"trace", "verify", "no-such.ztrace"}, 66, {"no-such.ztrace"}},
               {{"trace", "export", "no-such.ztrace", "--format", "csv", "--output", "x"}, 66, {"no-such.ztrace"}},
               {{"trace", "export", "x", "--format", "xml", "--output", "y"}, 64, {"xml", "iolog", "oracle-general"}},
               {{"trace", "import", "x", "--event", "Z", "--output", "y"}, 64, {"Z", "auto, Q, D, I"}},
               {{"trace", "import", "x", "--iolog-wait", "s", "--output", "y"}, 64, {"ms, us"}},
               {{"--trace", "/"}, 66, {"/"}}});
}

struct Listing {
  const char* what;
  Words holds;
};

TEST(list_command, shows_what_the_tables_hold) {
  const std::vector<Listing> listings{
      {"strategies",
       {"global-mutex", "single-stream", "idle-list", "idle-list-exclusive", "idle-list-spinwait", "per-cpu",
        "per-cpu-no-fallback", "per-cpu-sleepable", "tbb-queue", "per-thread", "empty", "bare-loop"}},
      {"codecs", {"lz4", "lz4hc", "zstd", "deflate", "null", "level"}},
      {"workloads", {"swap-out", "swap-mixed", "overwrite", "slots"}},
      {"machines", {"host"}},
      {"formats",
       {"ztrace", "ftrace", "systrace", "perf", "blkparse", "blktrace", "iolog", "ariadne", "msr", "csv", "oracle-general",
        "loses"}},
  };
  for (const Listing& listing : listings) {
    const Ended ended = bench({"list", listing.what});
    EXPECT_EQ(ended.exit_code, 0) << ended;
    EXPECT_EQ(ended.errors, "") << ended;
    for (const std::string& name : listing.holds) EXPECT_TRUE(ended.says(name)) << name << "\n" << ended;
  }
}

TEST(trace_command, exports_what_it_imports_again) {
  const Folder folder;
  const std::string text = folder.file("small.iolog").string();
  const Ended exported = bench({"trace", "export", small_trace(folder), "--format", "iolog", "--output", text});
  EXPECT_EQ(exported.exit_code, 0) << exported;
  EXPECT_TRUE(exported.says("lost: threads, CPUs")) << exported;
  const Ended imported = bench({"trace", "import", text, "--output", folder.file("again.ztrace").string()});
  EXPECT_EQ(imported.exit_code, 0) << imported;
  EXPECT_TRUE(imported.says("imported as iolog: line 1")) << imported;
}

TEST(dry_run, prints_every_run_and_measures_nothing) {
  const Folder folder;
  const std::string json = folder.file("none.json").string();
  const Ended ended = bench({"--strategy", "idle-list,per-cpu", "--threads", "1,2", "--codec", "lz4,zstd", "--ops", "100",
                             "--repetitions", "2", "--trace", small_trace(folder), "--dry-run", "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  // 2 repetitions x 2 codecs x 2 numbers of threads x (2 strategies and the bare loop)
  std::size_t runs = 0;
  for (std::size_t at = ended.output.find("  repetition "); at != std::string::npos; at = ended.output.find("  repetition ", at + 1)) ++runs;
  EXPECT_EQ(runs, std::size_t{2 * 2 * 2 * 3}) << ended;
  EXPECT_TRUE(ended.says("idle-list/codec:lz4/workload:small/threads:2  repetition 1  100 operations\n")) << ended;
  EXPECT_TRUE(ended.says("  a run does the first 100 of them\n")) << ended;
  EXPECT_FALSE(std::filesystem::exists(json));
}

TEST(dry_run, the_schedule_follows_from_the_seed) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  // One strategy shows the order of the cells, one cell that of the strategies.
  for (const Words& cells : {Words{"--strategy", "per-cpu", "--threads", "1-4"}, Words{"--strategy", "all", "--threads", "1"}}) {
    const auto schedule = [&](const std::string& seed) {
      Words words = cells;
      words.insert(words.end(), {"--trace", trace, "--repetitions", "3", "--ops", "10", "--dry-run", "--seed", seed});
      const Ended ended = bench(words);
      EXPECT_EQ(ended.exit_code, 0) << ended;
      return ended.output;
    };
    EXPECT_EQ(schedule("1"), schedule("1"));
    EXPECT_NE(schedule("1"), schedule("2"));
  }
}

}  // namespace
}  // namespace zramlab::test
