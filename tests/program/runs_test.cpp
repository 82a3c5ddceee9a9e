// Whole runs: every way to say what to run ends, and its answers are right.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

void expect_verified(const Json& document) {
  EXPECT_FALSE(document["benchmarks"].empty());
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] != "iteration") continue;
    EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
    EXPECT_EQ(row["failures"], Json::array()) << row["name"];
  }
}

TEST(run, the_example_of_the_design_works_as_it_stands) {
  const Ended ended = bench({"--strategy", "idle-list", "--threads", "16", "--ops", "2000"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_EQ(ended.errors, "") << "no progress where nobody looks: " << ended;
  EXPECT_TRUE(ended.says("idle-list")) << ended;
  EXPECT_TRUE(ended.says("bare-loop")) << ended;
  for (const char* bad : {"WRONG", "FAILED", "unverified", "error"}) EXPECT_FALSE(ended.says(bad)) << ended;
}

TEST(run, the_word_run_changes_nothing) {
  const Folder folder;
  const Ended ended = bench({"run", "--strategy", "per-cpu", "--threads", "1", "--ops", "500", "--trace", small_trace(folder)});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("per-cpu")) << ended;
}

TEST(run, every_order_is_verified) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const char* order : {"strict", "relaxed", "none"}) {
    const Json document =
        results_of({"--trace", trace, "--strategy", "idle-list,per-cpu-sleepable", "--threads", "4", "--order", order}, folder);
    expect_verified(document);
    for (const Json& row : strategy_rows(document)) {
      EXPECT_EQ(row["order"], order);
      EXPECT_EQ(row["iterations"], 5000);
    }
  }
}

TEST(run, every_mapping_of_records_to_workers_is_verified) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const char* mapping : {"round-robin", "thread", "cpu"}) {
    const Json document = results_of({"--trace", trace, "--strategy", "per-cpu", "--threads", "5", "--map", mapping}, folder);
    expect_verified(document);
    EXPECT_EQ(row_of(document, "per-cpu")["iterations"], 5000) << mapping;
  }
}

TEST(run, a_trace_is_cut_short_and_starts_over) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const int operations : {1, 3, 4999, 5001, 12'345}) {
    const Json document =
        results_of({"--trace", trace, "--strategy", "per-thread", "--threads", "3", "--ops", std::to_string(operations)}, folder);
    expect_verified(document);
    EXPECT_EQ(row_of(document, "per-thread")["iterations"], operations);
    EXPECT_EQ(row_of(document, "bare-loop")["iterations"], operations);
  }
}

TEST(run, loops_pass_over_the_trace_again) {
  const Folder folder;
  const Json document =
      results_of({"--trace", small_trace(folder), "--strategy", "idle-list", "--threads", "2", "--loops", "3"}, folder);
  expect_verified(document);
  EXPECT_EQ(row_of(document, "idle-list")["iterations"], 15'000);
}

TEST(run, a_limit_of_time_ends_an_ordered_run_of_several_threads) {
  const Folder folder;
  const Json document =
      results_of({"--trace", small_trace(folder), "--strategy", "per-cpu", "--threads", "4", "--runtime", "300ms"}, folder);
  expect_verified(document);
  EXPECT_GT(row_of(document, "per-cpu")["iterations"], 5000) << "it started over";
}

TEST(run, a_warmup_is_not_counted) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const char* warmup : {"700", "20ms"}) {
    const Json document = results_of(
        {"--trace", trace, "--strategy", "idle-list", "--threads", "2", "--ops", "300", "--warmup", warmup}, folder);
    expect_verified(document);
    EXPECT_EQ(row_of(document, "idle-list")["iterations"], 300);
    EXPECT_EQ(row_of(document, "idle-list")["latency_ns"]["write"]["count"], 240);
  }
}

TEST(run, every_generated_workload_is_verified) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  // The pages are the given trace's; --workload alone takes the default capture's.
  for (const char* workload : {"swap-out", "swap-mixed:slots=50,reads=0.5", "overwrite:slots=3"}) {
    const Json document = results_of(
        {"--workload", workload, "--strategy", "single-stream,per-cpu-sleepable", "--threads", "3", "--ops", "2000"}, folder);
    expect_verified(document);
    EXPECT_EQ(document["context"]["zramlab"]["input"]["kind"], "workload");
    for (const Json& row : strategy_rows(document)) EXPECT_EQ(row["iterations"], 2000) << row["name"];
  }
}

TEST(run, failed_writes_at_the_memory_limit_show_and_the_rest_is_right) {
  const Folder folder;
  const Words words{"--strategy", "per-cpu", "--threads", "2", "--ops", "4000", "--mem-limit", "2M"};
  const Json row = row_of(results_of(words, folder), "per-cpu");
  EXPECT_GT(row["io_stat"]["failed_writes"], 0);
  EXPECT_EQ(row["failed_operations"], row["io_stat"]["failed_writes"]);
  EXPECT_EQ(row["verified"], true);
  EXPECT_EQ(row["mm_stat"]["mem_limit"], 2 << 20);
  EXPECT_LE(row["mm_stat"]["mem_used_total"], 2 << 20);
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("FAILED WRITES")) << ended;
}

TEST(run, a_failed_allocation_stalls_per_cpu_and_fails_nothing) {
  const Folder folder;
  const Json document = results_of(
      {"--strategy", "per-cpu", "--threads", "2", "--ops", "4000", "--allocation-failures", "0.5"}, folder);
  const Json row = row_of(document, "per-cpu");
  EXPECT_GT(row["debug_stat"]["writestall"], 0);
  EXPECT_EQ(row["io_stat"]["failed_writes"], 0);
  EXPECT_EQ(row["verified"], true);
}

TEST(run, a_failed_allocation_fails_the_write_where_there_is_no_fallback) {
  const Folder folder;
  const Json document = results_of(
      {"--strategy", "per-cpu-no-fallback", "--threads", "2", "--ops", "4000", "--allocation-failures", "0.5"}, folder);
  const Json row = row_of(document, "per-cpu-no-fallback");
  EXPECT_GT(row["io_stat"]["failed_writes"], 0);
  EXPECT_EQ(row["debug_stat"]["writestall"], 0);
  EXPECT_EQ(row["verified"], true);
}

TEST(run, eras_differ_in_the_memory_they_need) {
  const Folder folder;
  const auto used = [&](const std::string& era) {
    const Json document =
        results_of({"--strategy", "single-stream", "--threads", "1", "--ops", "6000", "--era", era}, folder);
    const Json row = row_of(document, "single-stream");
    EXPECT_EQ(row["era"], era);
    EXPECT_EQ(row["verified"], true);
    return row["mm_stat"]["mem_used_total"].get<std::uint64_t>();
  };
  const std::uint64_t newest = used("newest");
  EXPECT_NE(used("6.1"), newest);
  EXPECT_EQ(used("6.18"), newest);
}

TEST(run, a_disk_may_be_larger_than_needed_and_not_smaller) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  expect_verified(results_of({"--trace", trace, "--strategy", "per-cpu", "--threads", "1", "--disksize", "64M"}, folder));
  const Ended ended = bench({"--trace", trace, "--strategy", "per-cpu", "--disksize", "1M"});
  EXPECT_EQ(ended.exit_code, 64) << ended;
  EXPECT_TRUE(ended.complains("--disksize")) << ended;
}

TEST(run, without_verification_it_says_so) {
  const Folder folder;
  const Words words{"--trace", small_trace(folder), "--strategy", "idle-list", "--threads", "1", "--no-verify"};
  const Json row = row_of(results_of(words, folder), "idle-list");
  EXPECT_EQ(row["verified"], false);
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("unverified")) << ended;
}

TEST(run, without_latencies_there_are_none) {
  const Folder folder;
  const Json document =
      results_of({"--trace", small_trace(folder), "--strategy", "idle-list", "--threads", "2", "--no-latency"}, folder);
  expect_verified(document);
  EXPECT_FALSE(row_of(document, "idle-list").contains("latency_ns"));
}

TEST(run, recorded_times_are_kept_at_a_speed) {
  const Folder folder;
  // 5000 operations at 1 us each, a tenth as fast: the last is due 49.99 ms after the start.
  const Json document = results_of(
      {"--trace", small_trace(folder), "--strategy", "per-thread", "--threads", "1", "--speed", "0.1"}, folder);
  expect_verified(document);
  const Json row = row_of(document, "per-thread");
  EXPECT_GE(row["elapsed_s"].get<double>(), 0.04998);
}

TEST(run, a_slow_replay_ends_when_its_time_is_over) {
  const Folder folder;
  // At this speed the trace would take more than an hour.
  const Json document = results_of({"--trace", small_trace(folder), "--strategy", "per-thread", "--threads", "2", "--speed",
                                    "0.000001", "--runtime", "100ms"},
                                   folder);
  expect_verified(document);
  EXPECT_LT(row_of(document, "per-thread")["iterations"], 5000);
}

}  // namespace
}  // namespace zramlab::test
