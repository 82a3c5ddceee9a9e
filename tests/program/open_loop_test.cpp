// bench --arrival, --rate and --find-max-rate through the whole program.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace zramlab::test {
namespace {

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const Words simulated = {"--on", "laptop-4", "--ops", "3000", "--threads", "4", "--no-sensitivity"};

TEST(open_loop_run, a_row_has_service_and_response_and_how_its_schedule_was_kept) {
  for (const char* arrival : {"constant", "poisson"}) {
    const Folder folder;
    const Json row = row_of(results_of(with(simulated, {"--strategy", "idle-list", "--arrival", arrival, "--rate", "300k"}), folder), "idle-list");
    EXPECT_EQ(row["name"], std::string("idle-list/codec:lz4/workload:gxx/threads:4/arrival:") + arrival + "/rate:300k");
    EXPECT_EQ(row["verified"], true);
    EXPECT_EQ(row["arrival"]["kind"], arrival);
    EXPECT_EQ(row["arrival"]["rate"], 300'000);
    EXPECT_NEAR(row["arrival"]["offered_per_second"].get<double>(), 300'000, 15'000) << "of the operations that were done";
    EXPECT_EQ(row["arrival"]["saturated"], false);
    EXPECT_EQ(row["arrival"]["lag_ns"]["count"], 3000);
    for (const char* operation : {"write", "read"}) {
      EXPECT_EQ(row["response_ns"][operation]["count"], row["latency_ns"][operation]["count"]) << operation;
      EXPECT_GE(row["response_ns"][operation]["p99"], row["latency_ns"][operation]["p50"]) << operation;
      EXPECT_FALSE(row["response_histogram_ns"][operation].empty()) << operation;
    }
    EXPECT_FALSE(row.contains("efficiency"));
    EXPECT_FALSE(row.contains("sensitivity"));
  }
}

TEST(open_loop_run, a_closed_loop_has_none_of_that) {
  const Folder folder;
  const Json row = row_of(results_of(with(simulated, {"--strategy", "idle-list"}), folder), "idle-list");
  for (const char* key : {"arrival", "response_ns", "response_histogram_ns", "rate_search"}) EXPECT_FALSE(row.contains(key)) << key;
  EXPECT_EQ(row["name"], "idle-list/codec:lz4/workload:gxx/threads:4");
}

TEST(open_loop_run, shares_are_of_each_cells_own_capacity) {
  const Folder folder;
  const Json document = results_of(with(simulated, {"--strategy", "idle-list", "--arrival", "constant", "--rate", "50%,150%"}), folder);
  std::set<std::string> names;
  for (const Json& row : document["benchmarks"]) {
    names.insert(row["name"]);
    const Json& arrival = row["arrival"];
    const bool is_half = row["name"].get<std::string>().ends_with("rate:50%");
    EXPECT_DOUBLE_EQ(arrival["rate"].get<double>(), arrival["capacity_per_second"].get<double>() * (is_half ? 0.5 : 1.5)) << row["name"];
    EXPECT_EQ(arrival["saturated"], !is_half) << row["name"];
    EXPECT_EQ(row["warnings"].size(), is_half ? 0u : 1u) << row["name"];
  }
  EXPECT_EQ(names.size(), 4u) << "two loads of the bare loop and of idle-list";
}

TEST(open_loop_run, the_table_shows_the_schedule_and_says_saturated) {
  const Ended ended = bench(with(simulated, {"--strategy", "idle-list", "--arrival", "constant", "--rate", "150%"}));
  EXPECT_EQ(ended.exit_code, 0) << ended;
  for (const char* word : {"offered/s", "achieved/s", "serv. p99", "lag p99", "SATURATED", "150%"}) EXPECT_TRUE(ended.says(word)) << word << ended;
  EXPECT_FALSE(ended.says("effic.")) << ended;
}

TEST(open_loop_run, a_simulated_schedule_is_the_same_to_the_bit) {
  const Words words = with(simulated, {"--strategy", "per-cpu", "--arrival", "poisson", "--rate", "80%"});
  const Folder first;
  const Folder second;
  EXPECT_EQ(row_of(results_of(words, first), "per-cpu"), row_of(results_of(words, second), "per-cpu"));
}

TEST(open_loop_run, recorded_times_are_kept_on_a_simulated_machine) {
  const Folder folder;
  // 5000 operations a microsecond apart, a tenth as fast.
  const Json row = row_of(results_of({"--trace", small_trace(folder), "--on", "laptop-4", "--threads", "2", "--strategy", "per-thread",
                                      "--no-sensitivity", "--speed", "0.1"},
                                     folder),
                          "per-thread");
  EXPECT_NEAR(row["elapsed_s"].get<double>(), 0.05, 0.001);
  EXPECT_NEAR(row["arrival"]["rate"].get<double>(), 100'000, 1);
}

TEST(open_loop_run, a_generated_workload_has_no_recorded_times) {
  for (const Words& how : {Words{"--arrival", "trace"}, Words{"--speed", "2"}}) {
    const Ended ended = bench(with({"--workload", "overwrite", "--ops", "100"}, how));
    EXPECT_EQ(ended.exit_code, 64) << ended;
    EXPECT_NE(ended.errors.find("overwrite has no times"), std::string::npos) << ended;
  }
}

TEST(open_loop_run, the_highest_rate_is_found_with_its_probes) {
  const Folder folder;
  const Json document = results_of(with(simulated, {"--strategy", "idle-list", "--find-max-rate", "write p90 < 12us"}), folder);
  for (const Json& row : document["benchmarks"]) {
    const Json& search = row["rate_search"];
    EXPECT_EQ(search["goal"], "response write p90 < 12us");
    EXPECT_EQ(search["confirmed"], true);
    const double failed = search["rate"].get<double>() * (1 + search["precision"].get<double>());
    EXPECT_TRUE(std::ranges::any_of(search["probes"], [&](const Json& probe) {
      return !probe["passed"].get<bool>() && std::abs(probe["rate"].get<double>() - failed) < 1e-6 * failed;
    })) << "the precision is that of a probe: " << search;
    EXPECT_LT(row["response_ns"]["write"]["p90"], 12'000) << "the row keeps the promise";
    EXPECT_DOUBLE_EQ(row["arrival"]["rate"].get<double>(), search["rate"].get<double>());
    EXPECT_LT(search["rate"].get<double>(), search["capacity_per_second"].get<double>());
    for (const Json& probe : search["probes"]) {
      EXPECT_EQ(probe["passed"].get<bool>(), probe["quantile_ns"].get<double>() < 12'000 && !probe["saturated"].get<bool>());
      if (probe["passed"].get<bool>()) continue;
      EXPECT_GT(probe["rate"].get<double>(), search["rate"].get<double>());
    }
  }
}

TEST(open_loop_run, a_host_run_of_every_arrival_is_verified) {
  for (const Words& how : {Words{"--arrival", "constant", "--rate", "20k"}, Words{"--arrival", "poisson", "--rate", "50%"},
                           Words{"--arrival", "trace", "--rate", "20k"}}) {
    const Folder folder;
    const Json document = results_of(with({"--trace", small_trace(folder), "--strategy", "idle-list,empty", "--threads", "2"}, how), folder);
    for (const Json& row : document["benchmarks"]) {
      EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
      EXPECT_EQ(row["iterations"], 5000) << row["name"];
      EXPECT_EQ(row["arrival"]["lag_ns"]["count"], 5000) << row["name"];
    }
  }
}

}  // namespace
}  // namespace zramlab::test
