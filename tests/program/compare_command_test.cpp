// bench compare and bench noise, as their users see them.
#include "tests/program/support.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

namespace zramlab::test {
namespace {

// A result file of six runs of one cell.
std::string results_file(const Folder& folder, const std::string& name, const Words& more = {}) {
  const std::string file = folder.file(name).string();
  Words words{"--trace", small_trace(folder), "--strategy", "per-cpu", "--threads", "1", "--repetitions", "6", "--quiet", "--json", file};
  words.insert(words.end(), more.begin(), more.end());
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  return file;
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

std::string program_of(const Folder& folder, const std::string& name, const std::string& script) {
  const std::filesystem::path file = folder.file(name);
  write(file, "#!/bin/sh\n" + script + "\n");
  chmod(file.c_str(), 0700);
  return file.string();
}

// The figure of the first cell that is no baseline.
Json figure_of(const Json& report, const std::string& figure) {
  for (const Json& cell : report["cells"]) {
    if (cell["run_name"].get<std::string>().starts_with("bare-loop")) continue;
    for (const Json& candidate : cell["figures"]) {
      if (candidate["figure"] == figure) return candidate;
    }
  }
  ADD_FAILURE() << "no " << figure << " in " << report;
  return Json::object();
}

TEST(compare, of_a_result_with_itself_shows_no_difference) {
  const Folder folder;
  const std::string file = results_file(folder, "a.json");
  const std::string json = folder.file("report.json").string();
  const Ended ended = bench({"compare", file, file, "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("no difference shown")) << ended;
  const Json report = json_in(json);
  EXPECT_EQ(figure_of(report, "throughput")["ratio"], 1);
  EXPECT_EQ(figure_of(report, "throughput")["runs_a"], 6);
  EXPECT_EQ(figure_of(report, "memory")["verdict"], "equal");
}

TEST(compare, finds_the_difference_that_was_planted_in_a_file) {
  const Folder folder;
  const std::string before = results_file(folder, "a.json");
  Json document = json_in(before);
  double shift = 1;
  for (Json& row : document["benchmarks"]) {
    if (row["run_type"] != "iteration") continue;
    row["items_per_second"] = 1000 * (shift += 0.001);
  }
  write(before, document.dump());
  for (Json& row : document["benchmarks"]) row["items_per_second"] = row["items_per_second"].get<double>() * 0.95;
  const std::string after = folder.file("b.json").string();
  write(after, document.dump());
  const std::string json = folder.file("report.json").string();
  const std::string markdown = folder.file("report.md").string();
  const Ended ended = bench({"compare", before, after, "--json", json, "--markdown", markdown});
  EXPECT_EQ(ended.exit_code, 0) << "a difference is no failure: " << ended;
  const Json figure = figure_of(json_in(json), "throughput");
  EXPECT_EQ(figure["verdict"], "slower");
  EXPECT_LE(figure["interval"]["low"], 0.95);
  EXPECT_GE(figure["interval"]["high"], 0.95);
  EXPECT_LT(figure["interval"]["high"], 1);
  EXPECT_NE(read_file(markdown).find("| slower |"), std::string::npos);
}

TEST(compare, refuses_different_conditions_and_names_each) {
  const Folder folder;
  const std::string a = results_file(folder, "a.json");
  const std::string b = results_file(folder, "b.json", {"--seed", "2", "--ops", "2000", "--era", "4.1"});
  const Ended refused = bench({"compare", a, b});
  EXPECT_EQ(refused.exit_code, 66) << refused;
  for (const char* const words : {"seed: 1 | 2", "setting ops: null | 2000", "setting era: newest | 4.1", "--despite-context"}) {
    EXPECT_TRUE(refused.complains(words)) << words << "\n" << refused;
  }
  const Ended told = bench({"compare", a, b, "--despite-context"});
  EXPECT_EQ(told.exit_code, 0) << told;
  EXPECT_TRUE(told.says("different conditions: seed: 1 | 2")) << told;
}

TEST(compare, says_what_it_takes) {
  const Folder folder;
  const std::string file = results_file(folder, "a.json");
  struct Case {
    Words words;
    int exit_code;
    const char* message;
  };
  const std::vector<Case> cases{
      {{"compare"}, 64, "give two result files"},
      {{"compare", file}, 64, "give two result files"},
      {{"compare", file, file, "--threads", "2"}, 64, "--threads says what to run"},
      {{"compare", file, file, "--strategy", "per-cpu"}, 64, "--strategy says what to run"},
      {{"compare", file, file, "--binary", "x"}, 64, "not both"},
      {{"compare", file, file, "--figures", "speed"}, 64, "no figure is called 'speed'"},
      {{"compare", file, "/no/such.json"}, 66, "cannot read /no/such.json"},
      {{"compare", file, small_trace(folder)}, 66, "not JSON"},
      {{"compare", "--binary", ZRAMLAB_BENCH, "--runtime", "1s"}, 64, "give --ops"},
      {{"compare", "--binary", ZRAMLAB_BENCH, "--repetitions", "3"}, 64, "--rounds"},
      {{"compare", "--binary", ZRAMLAB_BENCH, "--strategy", "none"}, 64, "no strategy is called 'none'"},
  };
  for (const Case& one : cases) {
    const Ended ended = bench(one.words);
    EXPECT_EQ(ended.exit_code, one.exit_code) << ended;
    EXPECT_TRUE(ended.complains(one.message)) << one.message << "\n" << ended;
  }
}

TEST(compare, tells_two_machines_of_one_name_apart) {
  const Folder folder;
  Json machine = json_in(std::filesystem::path(ZRAMLAB_MACHINES) / "laptop-4.json");
  machine["machine"]["slice_ns"]["value"] = machine["machine"]["slice_ns"]["value"].get<double>() * 2;
  const std::string mine = folder.with("mine.json", machine.dump());
  const std::string shipped_file = folder.file("shipped_results.json").string();
  const std::string my_file = folder.file("my_results.json").string();
  for (const auto& [on, file] : {std::pair{std::string("laptop-4"), shipped_file}, std::pair{mine, my_file}}) {
    const Ended ran = bench({"--on", on, "--strategy", "per-cpu", "--threads", "2", "--ops", "500", "--no-sensitivity", "--json", file});
    ASSERT_EQ(ran.exit_code, 0) << ran;
  }
  const Ended ended = bench({"compare", shipped_file, my_file});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("simulation profile")) << ended;
}

TEST(compare_binary, runs_both_builds_in_rounds) {
  const Folder folder;
  const std::string json = folder.file("report.json").string();
  const Ended ended = bench({"compare", "--binary", ZRAMLAB_BENCH, "--rounds", "6", "--trace", small_trace(folder), "--threads", "1",
                             "--no-verify", "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  const Json report = json_in(json);
  EXPECT_EQ(report["paired"], true);
  EXPECT_EQ(report["cells"].size(), 2u) << "per-cpu and the bare loop";
  const Json figure = figure_of(report, "throughput");
  EXPECT_EQ(figure["runs_a"], 6);
  EXPECT_EQ(figure["runs_b"], 6);
  EXPECT_LE(figure["interval"]["low"], figure["ratio"]);
  EXPECT_GE(figure["interval"]["high"], figure["ratio"]);
  EXPECT_EQ(figure_of(report, "memory")["verdict"], "equal");
}

TEST(compare_binary, takes_virtual_time_as_exact) {
  const Folder folder;
  const std::string json = folder.file("report.json").string();
  const Ended ended = bench({"compare", "--binary", ZRAMLAB_BENCH, "--on", "laptop-4", "--no-sensitivity", "--ops", "500", "--json", json});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  const Json figure = figure_of(json_in(json), "throughput");
  EXPECT_EQ(figure["verdict"], "equal");
  EXPECT_EQ(figure["runs_a"], 1) << "another round would be the same";
}

TEST(compare_binary, refuses_what_is_no_build) {
  const Folder folder;
  const std::string text = folder.file("text").string();
  write(text, "no program\n");
  struct Case {
    std::string program;
    int exit_code;
    const char* message;
  };
  const std::vector<Case> cases{{"/no/such/program", 66, "cannot start /no/such/program"},
                                {text, 66, "cannot start"},
                                {"/bin/true", 66, "wrote no results: is it a bench?"},
                                {"/bin/false", 1, "in round 1 failed: exit code 1"},
                                {program_of(folder, "crashes", "kill -SEGV $$"), 1, "signal 11"}};
  for (const Case& one : cases) {
    const Ended ended = bench({"compare", "--binary", one.program, "--trace", small_trace(folder), "--ops", "500"});
    EXPECT_EQ(ended.exit_code, one.exit_code) << ended;
    EXPECT_TRUE(ended.complains(one.message)) << one.message << "\n" << ended;
  }
}

TEST(compare_binary, names_the_round_that_failed_and_what_was_said) {
  const Folder folder;
  const std::string count = folder.file("count").string();
  const std::string script = "echo x >> " + count + "; test $(wc -l < " + count + ") -lt 3 && exec " ZRAMLAB_BENCH " \"$@\"; echo out of luck >&2; exit 7";
  const Ended ended = bench({"compare", "--binary", program_of(folder, "fails", script), "--trace", small_trace(folder), "--ops", "500"});
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("in round 3 failed: exit code 7: out of luck")) << ended;
}

TEST(compare_binary, refuses_builds_that_measure_something_else) {
  const Folder folder;
  const std::string script = "exec " ZRAMLAB_BENCH " \"$@\" --seed 5";
  const Words words{"compare", "--binary", program_of(folder, "other", script), "--trace", small_trace(folder), "--ops", "500", "--rounds", "1"};
  const Ended refused = bench(words);
  EXPECT_EQ(refused.exit_code, 66) << refused;
  EXPECT_TRUE(refused.complains("seed: 1 | 5")) << refused;
}

TEST(compare_binary, passes_an_interrupt_on_and_keeps_the_rounds_before) {
  const Folder folder;
  const std::string count = folder.file("count").string();
  const std::string process = folder.file("process").string();
  const std::string json = folder.file("report.json").string();
  const std::string script = "echo x >> " + count + "; test $(wc -l < " + count + ") -lt 3 && exec " ZRAMLAB_BENCH " \"$@\"; echo $$ > " + process +
                             ".part; mv " + process + ".part " + process + "; exec sleep 1000";
  Child child({"compare", "--binary", program_of(folder, "sleeps", script), "--trace", small_trace(folder), "--ops", "500", "--json", json}, folder.file(""));
  ASSERT_TRUE(child.wait_until([&] { return std::filesystem::exists(process); })) << child.wait();
  child.send(SIGINT);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 130) << ended;
  EXPECT_TRUE(ended.complains("2 rounds were measured and kept")) << ended;
  EXPECT_EQ(kill(static_cast<pid_t>(std::stoi(read_file(process))), 0), -1) << "the program that was measured still runs";
  EXPECT_EQ(figure_of(json_in(json), "throughput")["runs_a"], 2);
}

TEST(noise, says_what_difference_can_be_resolved) {
  const Folder folder;
  for (const Words& where : {Words{}, Words{"--processes"}}) {
    const std::string json = folder.file("noise.json").string();
    Words words{"noise", "--rounds", "7", "--trace", small_trace(folder), "--strategy", "per-cpu,idle-list", "--threads", "1", "--json", json};
    words.insert(words.end(), where.begin(), where.end());
    const Ended ended = bench(words);
    EXPECT_EQ(ended.exit_code, 0) << ended;
    EXPECT_TRUE(ended.says("With 7 rounds")) << ended;
    const Json report = json_in(json);
    EXPECT_EQ(report["cells"].size(), 2u);
    EXPECT_EQ(report["rounds"], 7);
    for (const Json& cell : report["cells"]) {
      const Json& figure = cell["figures"][0];
      EXPECT_EQ(figure["figure"], "throughput");
      EXPECT_EQ(figure["runs_a"], 7);
      const double half = std::sqrt(figure["interval"]["high"].get<double>() / figure["interval"]["low"].get<double>()) - 1;
      EXPECT_NEAR(figure["resolution"].get<double>(), half, 1e-9);
      EXPECT_GE(figure["rounds_for"]["0.05"], 6);
    }
  }
}

TEST(rounds, offer_no_option_that_they_refuse) {
  for (const char* command : {"compare", "noise"}) {
    const Ended ended = bench({command, "--help"});
    EXPECT_TRUE(ended.says("--ops")) << ended;
    for (const char* refused : {"--runtime", "--repetitions", "--timeline"}) EXPECT_FALSE(ended.says(refused)) << refused << "\n" << ended;
  }
}

TEST(noise, says_what_it_cannot_do) {
  const Folder folder;
  const Ended virtual_time = bench({"noise", "--on", "laptop-4"});
  EXPECT_EQ(virtual_time.exit_code, 64) << virtual_time;
  EXPECT_TRUE(virtual_time.complains("virtual time has no noise")) << virtual_time;
  const Ended timed = bench({"noise", "--runtime", "1s"});
  EXPECT_EQ(timed.exit_code, 64) << timed;
  const Ended few = bench({"noise", "--rounds", "2", "--trace", small_trace(folder), "--ops", "300"});
  EXPECT_EQ(few.exit_code, 0) << few;
  EXPECT_TRUE(few.says("too few rounds: an interval takes 6 at least")) << few;
}

TEST(repetitions, have_a_median_with_an_interval_in_the_results) {
  const Folder folder;
  const Json document = json_in(results_file(folder, "a.json"));
  int medians = 0;
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] != "aggregate" || row["aggregate_name"] != "median") continue;
    ++medians;
    const Json& interval = row["median_interval"];
    EXPECT_LE(interval["items_per_second"][0], row["items_per_second"]);
    EXPECT_GE(interval["items_per_second"][1], row["items_per_second"]);
    EXPECT_GE(interval["coverage"], 0.95);
    EXPECT_TRUE(row["outliers"].is_array());
  }
  EXPECT_EQ(medians, 2) << "per-cpu and the bare loop";
}

TEST(repetitions, that_are_too_few_are_said_to_be) {
  const Folder folder;
  const std::string json = folder.file("few.json").string();
  const Ended few = bench({"--trace", small_trace(folder), "--strategy", "per-cpu", "--threads", "1", "--repetitions", "5", "--json", json});
  EXPECT_TRUE(few.says("5 repetitions give no interval of the median: --repetitions 6 is the least")) << few;
  EXPECT_FALSE(json_in(json)["context"]["zramlab"]["warnings"].empty());
  const Ended enough = bench({"--trace", small_trace(folder), "--strategy", "per-cpu", "--threads", "1", "--repetitions", "6"});
  EXPECT_FALSE(enough.says("no interval")) << enough;
  EXPECT_TRUE(enough.says("±")) << enough;
}

}  // namespace
}  // namespace zramlab::test
