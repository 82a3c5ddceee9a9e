// Workloads as their users see them: patterns, what is done before the clock starts, phases, and what results say of them.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <sstream>

namespace zramlab::test {
namespace {

Words names_of_workloads() {
  std::istringstream lines(bench({"list", "workloads"}).output);
  Words names;
  for (std::string line; std::getline(lines, line);) names.push_back(line.substr(0, line.find(' ')));
  return names;
}

// A workload file in the folder.
std::string file_with(const Folder& folder, const std::string& text) { return folder.with("day.json", text).string(); }

constexpr const char* day = R"({"name": "day", "phases": [
  {"label": "fill", "workload": "swap-out", "share": 0.4, "threads": 1, "slots": 600},
  {"workload": "refault", "share": 0.5, "slots": 600},
  {"label": "storm", "workload": "overwrite", "operations": 500}]})";

TEST(workloads, all_of_the_table_run_and_are_verified) {
  const Folder folder;
  const Words names = names_of_workloads();
  EXPECT_GE(names.size(), 8u);
  for (const std::string& name : names) {
    const Json document = results_of({"--workload", name, "--strategy", "idle-list,per-cpu", "--threads", "3", "--ops", "3000"}, folder);
    for (const Json& row : strategy_rows(document)) {
      EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
      EXPECT_EQ(row["iterations"], 3000) << row["name"];
      EXPECT_EQ(row["workload"], name);
    }
  }
}

TEST(workloads, fios_job_overwriting_a_device_takes_the_memory_that_was_published_for_it) {
  const Folder folder;
  constexpr int slots = 8192;  // a 64th of the published 2 GiB
  struct Case {
    const char* codec;
    int length;
    int objects;  // of a zspage
    int pages;
  };
  // The lengths and classes behind the published totals: 11 010 048 bytes compressed and 16 781 312 used, 16 252 928 and 25 178 112.
  for (const Case& one : {Case{"zstd", 21, 128, 1}, Case{"deflate", 31, 256, 3}}) {
    const Json row = row_of(results_of({"--workload", "fio-randwrite:slots=8192", "--ops", "8192", "--populate", "all", "--threads", "1",
                                        "--strategy", "per-thread", "--codec", one.codec}, folder), "per-thread");
    EXPECT_EQ(row["mm_stat"]["orig_data_size"], slots * 4096);
    EXPECT_EQ(row["mm_stat"]["compr_data_size"], slots * one.length) << one.codec;
    EXPECT_EQ(row["mm_stat_start"]["mem_used_total"], slots / one.objects * one.pages * 4096) << one.codec;
    EXPECT_EQ(row["mm_stat"]["mem_used_total"], (slots / one.objects + 1) * one.pages * 4096) << "overwriting keeps one zspage more";
  }
}

TEST(workloads, memory_pressure_makes_writes_fail_and_stall_and_says_how_many) {
  const Folder folder;
  const Json row = row_of(results_of({"--workload", "memory-pressure:slots=500,failures=0.2", "--strategy", "per-cpu", "--threads", "2",
                                      "--ops", "6000"}, folder), "per-cpu");
  EXPECT_GT(row["io_stat"]["failed_writes"], 0);
  EXPECT_EQ(row["failed_operations"], row["io_stat"]["failed_writes"]);
  EXPECT_GT(row["debug_stat"]["writestall"], 0);
  EXPECT_GT(row["mm_stat"]["mem_limit"], 0);
  EXPECT_LE(row["mm_stat"]["mem_used_total"], row["mm_stat"]["mem_limit"]);
  EXPECT_EQ(row["verified"], true) << row["failures"];
}

TEST(workloads, a_limit_of_the_command_line_goes_before_the_workloads_own) {
  const Folder folder;
  const Json row = row_of(results_of({"--workload", "memory-pressure:slots=500", "--mem-limit", "100M", "--strategy", "per-cpu", "--threads",
                                      "1", "--ops", "2000"}, folder), "per-cpu");
  EXPECT_EQ(row["mm_stat"]["mem_limit"], 100 << 20);
  EXPECT_EQ(row["io_stat"]["failed_writes"], 0);
}

TEST(workloads, what_fills_and_warms_the_device_is_not_counted_but_told) {
  const Folder folder;
  const Json document = results_of({"--workload", "swap-mixed:slots=100", "--ops", "2000", "--populate", "50%", "--warmup", "400",
                                    "--strategy", "idle-list,per-cpu-sleepable", "--threads", "3"}, folder);
  for (const Json& row : document["benchmarks"]) {
    EXPECT_EQ(row["iterations"], 2000) << row["name"];
    EXPECT_EQ(row["populate"]["operations"], 50) << row["name"];
    EXPECT_EQ(row["warm_up"]["operations"], 400) << row["name"];
    EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
  }
  for (const Json& row : strategy_rows(document)) {
    EXPECT_GE(row["mm_stat_start"]["orig_data_size"], 50 * 4096) << "when the clock started";
    EXPECT_EQ(row["latency_ns"]["write"]["count"].get<int>() + row["latency_ns"]["read"]["count"].get<int>(), 2000);
  }
}

TEST(workloads, a_trace_is_replayed_on_a_device_that_was_filled) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const char* order : {"strict", "none"}) {
    const Json document = results_of({"--trace", trace, "--populate", "all", "--warmup", "1000", "--order", order, "--strategy", "per-cpu",
                                      "--threads", "3"}, folder);
    const Json row = row_of(document, "per-cpu");
    EXPECT_EQ(row["verified"], true) << row["failures"];
    EXPECT_EQ(row["iterations"], 5000);
    EXPECT_GT(row["populate"]["operations"], 0);
    EXPECT_EQ(row["mm_stat_start"]["orig_data_size"], row["mm_stat"]["orig_data_size"]) << "every slot had a page before the trace began";
  }
}

TEST(workloads, a_run_without_preparation_says_so) {
  const Folder folder;
  const Json row = row_of(results_of({"--workload", "overwrite", "--ops", "500", "--strategy", "per-cpu", "--threads", "1"}, folder), "per-cpu");
  EXPECT_TRUE(row["populate"].is_null());
  EXPECT_TRUE(row["warm_up"].is_null());
  EXPECT_FALSE(row.contains("mm_stat_start"));
}

TEST(workloads, phases_of_a_file_run_one_after_the_other_and_are_told_apart) {
  const Folder folder;
  const Json document = results_of({"--workload", file_with(folder, day), "--ops", "5000", "--strategy", "idle-list,per-cpu", "--threads", "2"}, folder);
  for (const Json& row : strategy_rows(document)) {
    EXPECT_EQ(row["name"], row["strategy"].get<std::string>() + "/codec:lz4/workload:day/threads:2");
    EXPECT_EQ(row["verified"], true) << row["failures"];
    EXPECT_EQ(row["iterations"], 5000);
    ASSERT_EQ(row["phases"].size(), 3u);
    EXPECT_EQ(row["phases"][0]["label"], "fill");
    EXPECT_EQ(row["phases"][0]["operations"], 2000);
    EXPECT_EQ(row["phases"][0]["threads"], 1);
    EXPECT_EQ(row["phases"][1]["workload"], "refault:slots=600");
    EXPECT_EQ(row["phases"][1]["operations"], 2500);
    EXPECT_EQ(row["phases"][2]["operations"], 500);
    for (const Json& phase : row["phases"]) EXPECT_GT(phase["items_per_second"], 0) << phase;
  }
}

TEST(workloads, a_file_with_a_phase_of_other_pages_is_verified) {
  const Folder folder;
  const std::string text = R"({"name": "mixed", "phases": [{"workload": "swap-mixed", "operations": 1000, "slots": 100},
    {"workload": "fio-randwrite", "operations": 1000, "slots": 100},
    {"workload": "swap-mixed", "operations": 1000, "slots": 100, "content": "trace:)" + small_trace(folder) + "\"}]}";
  const Json row = row_of(results_of({"--workload", file_with(folder, text), "--strategy", "per-cpu", "--threads", "2"}, folder), "per-cpu");
  EXPECT_EQ(row["verified"], true) << row["failures"];
  EXPECT_EQ(row["iterations"], 3000);
}

TEST(workloads, a_simulated_run_of_phases_is_the_same_every_time) {
  const Folder folder;
  const Words words{"--on", "laptop-4", "--no-sensitivity", "--workload", file_with(folder, day), "--ops", "3000", "--populate", "all",
                    "--warmup", "100", "--strategy", "idle-list,per-cpu", "--threads", "4"};
  const Json first = results_of(words, folder);
  const Json second = results_of(words, folder);
  const std::vector<Json> rows = strategy_rows(first);
  ASSERT_EQ(rows.size(), 2u);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i], strategy_rows(second)[i]);
    EXPECT_EQ(rows[i]["verified"], true) << rows[i]["failures"];
    EXPECT_EQ(rows[i]["warm_up"]["operations"], 100);
    EXPECT_GT(rows[i]["series"].size(), 10u);
    EXPECT_EQ(rows[i]["series"].back()["operations"], rows[i]["iterations"]);
    EXPECT_EQ(rows[i]["series"].back()["mem_used_total"], rows[i]["mm_stat"]["mem_used_total"]);
    EXPECT_EQ(rows[i]["steady_state"]["judged"], true);
  }
}

TEST(workloads, the_series_shows_memory_grow_from_what_was_filled) {
  const Folder folder;
  const Json row = row_of(results_of({"--workload", "swap-out", "--ops", "40000", "--strategy", "per-cpu", "--threads", "1"}, folder), "per-cpu");
  ASSERT_GE(row["series"].size(), 2u);
  EXPECT_LE(row["series"].size(), 201u);
  EXPECT_EQ(row["series"].back()["orig_data_size"], row["mm_stat"]["orig_data_size"]);
  EXPECT_EQ(row["series"].back()["compr_data_size"], row["mm_stat"]["compr_data_size"]);
  EXPECT_EQ(row["series"].back()["stream_bytes"], row["stream_bytes"]);
  for (std::size_t i = 1; i < row["series"].size(); ++i) EXPECT_GT(row["series"][i]["at_s"], row["series"][i - 1]["at_s"]);
}

TEST(workloads, the_steady_state_is_judged_by_the_criterion_that_was_asked_for) {
  const Folder folder;
  const Json row = row_of(results_of({"--workload", "overwrite", "--runtime", "300ms", "--strategy", "per-cpu", "--threads", "1",
                                      "--steady-state", "iops_slope:100%"}, folder), "per-cpu");
  EXPECT_EQ(row["steady_state"]["ss"], "iops_slope:100%");
  EXPECT_EQ(row["steady_state"]["criterion"], "100%");
}

TEST(workloads, a_dry_run_says_what_would_run) {
  const Folder folder;
  const Ended ended = bench({"--workload", file_with(folder, day), "--ops", "5000", "--populate", "all", "--strategy", "per-cpu", "--threads", "2",
                             "--codec", "lz4,zstd", "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  for (const char* words : {"day, 2 threads", "5000 operations", "of 600 slots", "600 slots are filled", "phase fill: swap-out:slots=600, 1 threads, 2000 operations",
                            "phase storm: overwrite", "worker 0: ", "write 0 (page ", "lz4: 600 slots hold 2.3 MiB", "zstd: 600 slots hold"}) {
    EXPECT_TRUE(ended.says(words)) << words << "\n" << ended;
  }
}

TEST(workloads, a_dry_run_shows_the_limit_that_a_workload_sets) {
  const Ended ended = bench({"--workload", "memory-pressure", "--strategy", "per-cpu", "--threads", "2", "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("its limit is")) << ended;
}

TEST(workloads, options_that_a_file_has_no_use_for_are_refused) {
  const Folder folder;
  const std::string file = file_with(folder, R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 10}]})");
  for (const Words& more : {Words{"--ops", "5"}, Words{"--runtime", "1s"}}) {
    Words words{"--workload", file, "--strategy", "per-cpu"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = bench(words);
    EXPECT_EQ(ended.exit_code, 64) << ended;
    EXPECT_TRUE(ended.complains(more.front())) << ended;
    EXPECT_TRUE(ended.complains("no phase")) << ended;
  }
}

TEST(workloads, a_bad_file_is_bad_input_that_names_the_place) {
  const Folder folder;
  const std::string file = file_with(folder, R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 10, "colour": 1}]})");
  const Ended ended = bench({"--workload", file, "--strategy", "per-cpu"});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("day.json: phases[0]: swap-out: no parameter is called 'colour'")) << ended;
}

}  // namespace
}  // namespace zramlab::test
