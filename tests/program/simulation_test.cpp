// bench --on MACHINE: simulated runs through the whole program, on the shipped capture and its frozen costs.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace zramlab::test {
namespace {

const Words small_run = {"--on", "laptop-4", "--ops", "3000", "--threads", "4"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// What may differ between two runs of the same experiment.
Json without_circumstances(Json document) {
  for (const char* key : {"date", "load_avg", "host_name", "mhz_per_cpu"}) document["context"].erase(key);
  document["context"]["zramlab"].erase("command");
  return document;
}

TEST(simulation, every_strategy_is_verified_and_marked) {
  const Folder folder;
  const Json document = results_of(with(small_run, {"--strategy", "all", "--no-sensitivity"}), folder);
  const std::vector<Json> rows = strategy_rows(document);
  EXPECT_GT(rows.size(), 10u);
  for (const Json& row : rows) {
    EXPECT_EQ(row["on"], "laptop-4");
    EXPECT_EQ(row["simulated"], true);
    EXPECT_EQ(row["verified"], true) << row["name"];
    EXPECT_GT(row["simulation"]["events"].get<std::uint64_t>(), 3000u);
    EXPECT_LE(row["efficiency"].get<double>(), 1.0) << row["name"];
  }
  EXPECT_EQ(document["context"]["zramlab"]["simulation"]["machine"], "laptop-4");
}

TEST(simulation, the_same_command_gives_the_same_results_to_the_bit) {
  const Words run = with(small_run, {"--strategy", "idle-list,per-cpu-sleepable,hybrid", "--streams", "2", "--seed", "5"});
  const Folder first;
  const Folder second;
  EXPECT_EQ(without_circumstances(results_of(run, first)), without_circumstances(results_of(run, second)));
}

TEST(simulation, every_strategy_gives_right_answers_while_cpus_come_and_go) {
  const Words hotplug = with(small_run, {"--strategy", "all", "--codec", "lz4,zstd", "--no-sensitivity"});
  const Folder there, going;
  const Json whole = results_of(hotplug, there);
  const Json fewer = results_of(with(hotplug, {"--hotplug", "0@500us-2ms,3@1ms-3ms,2@1500us"}), going);
  EXPECT_EQ(fewer["context"]["zramlab"]["settings"]["hotplug"].size(), 5u);
  const std::vector<Json> rows = strategy_rows(fewer);
  const std::vector<Json> rows_on_all = strategy_rows(whole);
  ASSERT_EQ(rows.size(), rows_on_all.size());
  for (const Json& row : rows) {
    EXPECT_EQ(row["verified"], true) << row["name"];
    EXPECT_TRUE(row["failures"].empty()) << row["name"];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json& on_all = rows_on_all[i];
    ASSERT_EQ(rows[i]["name"], on_all["name"]);
    if (rows[i]["strategy"] != "per-cpu") continue;
    EXPECT_LT(rows[i]["items_per_second"].get<double>(), on_all["items_per_second"].get<double>()) << rows[i]["name"];
  }
}

TEST(simulation, only_a_simulated_machines_cpus_can_be_switched_off) {
  const Ended ended = bench({"--hotplug", "1@1ms", "--ops", "100"});
  EXPECT_EQ(ended.exit_code, 64) << ended;
  EXPECT_EQ(true, ended.complains("--on MACHINE")) << ended;
}

TEST(simulation, sensitivity_gives_a_band_around_the_result) {
  const Folder folder;
  const Json row = row_of(results_of(with(small_run, {"--strategy", "idle-list"}), folder), "idle-list");
  const double rate = row["items_per_second"];
  EXPECT_LT(row["sensitivity"]["items_per_second_low"].get<double>(), rate);
  EXPECT_GT(row["sensitivity"]["items_per_second_high"].get<double>(), rate);
  EXPECT_EQ(row["sensitivity"]["parameters"].size(), 5u);
}

TEST(simulation, a_timeline_is_json_with_a_track_for_each_cpu) {
  const Folder folder;
  const std::string file = folder.file("run.json").string();
  const Ended ended = bench(with(small_run, {"--strategy", "idle-list", "--streams", "2", "--no-sensitivity", "--timeline", file}));
  EXPECT_EQ(ended.exit_code, 0) << ended;
  std::set<std::string> names;
  std::set<std::string> tracks;
  std::size_t begun = 0;
  std::size_t arrived = 0;
  const Json document = json_in(file);
  for (const Json& event : document["traceEvents"]) {
    if (event["ph"] == "X") names.insert(event["name"]);
    if (event["ph"] == "M" && event["name"] == "thread_name") tracks.insert(event["args"]["name"]);
    begun += event["ph"] == "s" ? 1 : 0;
    arrived += event["ph"] == "f" ? 1 : 0;
  }
  for (const char* name : {"compress", "copy", "allocate", "spin", "idle", "sleep"}) EXPECT_TRUE(names.contains(name)) << name;
  for (const char* track : {"CPU 0", "CPU 3", "stream 1", "stream 2"}) EXPECT_TRUE(tracks.contains(track)) << track;
  EXPECT_GT(begun, 0u);
  EXPECT_EQ(begun, arrived);
}

TEST(simulation, a_run_ends_by_its_time_while_threads_wait_for_their_turns) {
  const Folder folder;
  const Json document = results_of({"--on", "server-64", "--strategy", "per-cpu,idle-list", "--threads", "64,100", "--runtime", "2ms",
                                    "--no-sensitivity"}, folder);
  const std::vector<Json> rows = strategy_rows(document);
  EXPECT_EQ(rows.size(), 4u);
  for (const Json& row : rows) {
    EXPECT_EQ(row["verified"], true) << row["name"];
    EXPECT_GT(row["iterations"].get<std::uint64_t>(), 1000u) << row["name"];
    const double took_ns = row["iterations"].get<double>() / row["items_per_second"].get<double>() * 1e9;
    EXPECT_NEAR(took_ns, 2e6, 2e5) << row["name"] << ": beyond its time only what was begun is finished";
  }
}

TEST(simulation, more_threads_than_cpus_wait_for_their_turns_as_programs_do) {
  const Folder ordered, free;
  const Words run = {"--on", "laptop-4", "--strategy", "per-cpu", "--threads", "8", "--ops", "20000", "--no-sensitivity"};
  const Json waits = row_of(results_of(run, ordered), "per-cpu");
  const Json does_not = row_of(results_of(with(run, {"--order", "none"}), free), "per-cpu");
  EXPECT_GT(waits["items_per_second"].get<double>(), 0.5 * does_not["items_per_second"].get<double>());
}

TEST(simulation, a_strategy_is_compared_with_a_bare_loop_on_as_many_cpus) {
  const Folder folder;
  const Words run = {"--on", "laptop-4", "--strategy", "idle-list", "--threads", "4", "--ops", "3000", "--order", "none", "--no-sensitivity"};
  const Json row = row_of(results_of(with(run, {"--hotplug", "0@0,1@0,2@0"}), folder), "idle-list");
  EXPECT_GT(row["efficiency"].get<double>(), 0.8);
  EXPECT_LE(row["efficiency"].get<double>(), 1.0);
}

TEST(simulation, a_run_that_fails_is_named_and_what_was_measured_before_is_kept) {
  const Folder folder;
  const std::filesystem::path file = folder.file("results.json");
  const Ended ended = bench({"--on", "laptop-4", "--strategy", "per-cpu", "--threads", "1", "--arrival", "constant", "--rate", "1", "--ops", "5000",
                             "--repetitions", "4", "--no-sensitivity", "--json", file.string()});
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("lz4, 1 threads: the simulated run failed: virtual time is over")) << ended;
  const Json document = json_in(file);
  EXPECT_EQ(document["context"]["zramlab"]["complete"], false);
  const auto is_run = [](const Json& row) { return row["run_type"] == "iteration"; };
  EXPECT_EQ(std::ranges::count_if(document["benchmarks"], is_run), 6) << "of 5000 s each, and clocks hold 32,000";
}

TEST(simulation, hot_places_are_named) {
  const Ended ended = bench(with(small_run, {"--strategy", "idle-list", "--no-sensitivity", "--hot-places"}));
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("hot places of idle-list")) << ended;
  EXPECT_TRUE(ended.says("queued_spinlock.h:")) << ended;
}

TEST(simulation, what_does_not_go_together_is_refused_by_name) {
  const std::vector<std::pair<Words, std::string>> wrong = {
      {{"--on", "mars"}, "server-64"},
      {{"--on", "laptop-4", "--cpus", "0-4"}, "CPUs 0 to 3"},
      {{"--on", "laptop-4", "--cpus", "1-2"}, "0-7"},
      {{"--timeline", "/tmp/x.json"}, "--on"},
      {{"--on", "laptop-4", "--timeline", "/tmp/x.json", "--strategy", "all"}, "--strategy"},
  };
  for (const auto& [words, hint] : wrong) {
    const Ended ended = bench(words);
    EXPECT_NE(ended.exit_code, 0) << ended;
    EXPECT_TRUE(ended.complains(hint)) << ended;
  }
}

}  // namespace
}  // namespace zramlab::test
