// The JSON: google-benchmark's schema, with ours beside it, and the same memory figures however often and in whatever order.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace zramlab::test {
namespace {

// Every strategy, with two codecs and two numbers of threads; run once in each process for all tests that look into it.
class results : public ::testing::Test {
 protected:
  static Words words() {
    return {"--strategy", "all", "--threads", "1,2", "--ops", "1500", "--codec", "lz4,zstd", "--seed", "7"};
  }
  static Json measured_on_the_shipped_capture() {
    const Folder folder;
    return results_of(words(), folder);
  }
  static Json measured_on_a_small_trace() {
    const Folder folder;
    Words all = words();
    all.insert(all.end(), {"--trace", small_trace(folder)});
    return results_of(all, folder);
  }
  static const Json& document() {
    static const Json made = measured_on_a_small_trace();
    return made;
  }
};

Words keys_of(const Json& object) {
  Words keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

TEST_F(results, have_google_benchmarks_context) {
  const Json& context = document()["context"];
  for (const char* key : {"date", "host_name", "executable", "num_cpus", "mhz_per_cpu", "cpu_scaling_enabled", "caches",
                          "load_avg", "library_build_type", "json_schema_version"}) {
    EXPECT_TRUE(context.contains(key)) << key;
  }
  for (const Json& cache : context["caches"]) {
    EXPECT_EQ(keys_of(cache), (Words{"level", "num_sharing", "size", "type"}));
  }
  EXPECT_EQ(context["json_schema_version"], 1);
}

TEST_F(results, say_what_was_run_on_what) {
  const Json& ours = document()["context"]["zramlab"];
  EXPECT_EQ(ours["seed"], 7);
  EXPECT_EQ(ours["complete"], true);
  EXPECT_EQ(ours["interrupted"], false);
  EXPECT_EQ(ours["input"]["name"], "small");
  EXPECT_EQ(ours["input"]["kind"], "trace");
  EXPECT_EQ(ours["input"]["distinct_pages"], 240);
  EXPECT_TRUE(ours["command"].get<std::string>().starts_with("bench --strategy all --threads 1,2"));
  for (const char* key : {"version", "commit", "compiler", "kernel", "cpu_model", "warnings"}) {
    EXPECT_TRUE(ours.contains(key)) << key;
  }
}

// Baselines included.
Words listed_strategies() {
  const std::string listed = bench({"list", "strategies"}).output;
  Words names;
  for (std::size_t start = 0; start < listed.size(); start = listed.find('\n', start) + 1) {
    if (listed[start] != ' ') names.push_back(listed.substr(start, listed.find(' ', start) - start));
  }
  return names;
}

TEST_F(results, hold_one_row_for_each_cell_with_its_name) {
  std::multiset<std::string> names;
  for (const Json& row : document()["benchmarks"]) names.insert(row["name"].get<std::string>());
  const Words listed = listed_strategies();
  EXPECT_GT(listed.size(), 10u);
  for (const char* codec : {"lz4", "zstd"}) {
    for (const char* threads : {"1", "2"}) {
      for (const std::string& strategy : listed) {
        EXPECT_EQ(names.count(strategy + "/codec:" + codec + "/workload:small/threads:" + threads), 1u) << strategy;
      }
    }
  }
  EXPECT_EQ(names.size(), 4 * listed.size());
}

TEST_F(results, are_rows_that_google_benchmarks_tools_read) {
  for (const Json& row : document()["benchmarks"]) {
    EXPECT_EQ(row["run_type"], "iteration");
    EXPECT_EQ(row["run_name"], row["name"]);
    EXPECT_EQ(row["time_unit"], "ns");
    EXPECT_EQ(row["iterations"], 1500);
    EXPECT_EQ(row["repetitions"], 1);
    EXPECT_EQ(row["repetition_index"], 0);
    EXPECT_GT(row["real_time"], 0.0);
    EXPECT_GE(row["cpu_time"], 0.0);
    EXPECT_NEAR(row["items_per_second"].get<double>() * row["real_time"].get<double>(), 1e9, 1e3) << row["name"];
    EXPECT_TRUE(row.contains("family_index"));
    EXPECT_TRUE(row.contains("per_family_instance_index"));
  }
}

TEST_F(results, are_verified_and_say_what_they_are) {
  for (const Json& row : document()["benchmarks"]) {
    EXPECT_EQ(row["verified"], true) << row["name"];
    EXPECT_EQ(row["failures"], Json::array()) << row["name"];
    const bool is_baseline = row["strategy"] == "bare-loop" || row["strategy"] == "empty";
    EXPECT_EQ(row["kind"], is_baseline ? "baseline" : "strategy") << row["name"];
    EXPECT_EQ(row["emulated"], row["strategy"] == "per-cpu" || row["strategy"] == "per-cpu-no-fallback") << row["name"];
    EXPECT_GT(row["fairness"], 0.0);
    EXPECT_LE(row["fairness"], 1.0 + 1e-9);
    EXPECT_EQ(keys_of(row["context_switches"]), (Words{"involuntary", "voluntary"}));
    EXPECT_EQ(row["oversubscribed"], row["threads"].get<int>() > document()["context"]["num_cpus"].get<int>()) << row["name"];
  }
}

TEST_F(results, compare_each_row_with_the_bare_loop_of_its_codec_and_threads) {
  std::map<std::pair<std::string, int>, double> bare;
  for (const Json& row : document()["benchmarks"]) {
    if (row["strategy"] != "bare-loop") continue;
    bare[{row["codec"], row["threads"]}] = row["items_per_second"];
    EXPECT_DOUBLE_EQ(row["efficiency"].get<double>(), 1.0);
  }
  EXPECT_EQ(bare.size(), 4u);
  for (const Json& row : document()["benchmarks"]) {
    const double expected = row["items_per_second"].get<double>() / bare[{row["codec"], row["threads"]}];
    EXPECT_NEAR(row["efficiency"].get<double>(), expected, 1e-9 * expected) << row["name"];
  }
}

TEST_F(results, have_latencies_in_order) {
  for (const Json& row : document()["benchmarks"]) {
    EXPECT_EQ(keys_of(row["latency_ns"]), (Words{"read", "wait", "write"})) << row["name"];
    std::uint64_t timed = 0;
    for (const char* kind : {"read", "wait", "write"}) {
      const Json& latency = row["latency_ns"][kind];
      EXPECT_EQ(keys_of(latency), (Words{"count", "max", "mean", "min", "p50", "p90", "p99", "p99.9"}));
      EXPECT_LE(latency["min"], latency["p50"]) << row["name"];
      EXPECT_LE(latency["p50"], latency["p90"]) << row["name"];
      EXPECT_LE(latency["p90"], latency["p99"]) << row["name"];
      EXPECT_LE(latency["p99"], latency["p99.9"]) << row["name"];
      EXPECT_LE(latency["p99.9"], latency["max"]) << row["name"];
      std::uint64_t in_buckets = 0;
      for (const Json& bucket : row["histogram_ns"][kind]) in_buckets += bucket[1].get<std::uint64_t>();
      EXPECT_EQ(in_buckets, latency["count"]) << row["name"];
      if (std::string_view(kind) != "wait") timed += latency["count"].get<std::uint64_t>();
    }
    EXPECT_EQ(timed, 1500u) << row["name"];
  }
}

TEST_F(results, of_strategies_have_the_kernels_statistics_and_the_steps) {
  const std::vector<Json> rows = strategy_rows(document());
  EXPECT_GT(rows.size(), 10u * 2 * 2);
  for (const Json& row : rows) {
    EXPECT_EQ(keys_of(row["mm_stat"]), (Words{"compr_data_size", "huge_pages", "huge_pages_since", "mem_limit", "mem_used_max",
                                              "mem_used_total", "orig_data_size", "pages_compacted", "same_pages"}));
    EXPECT_EQ(keys_of(row["io_stat"]), (Words{"failed_reads", "failed_writes", "invalid_io", "notify_free"}));
    EXPECT_EQ(keys_of(row["debug_stat"]), (Words{"miss_free", "writestall"}));
    EXPECT_GT(row["mm_stat"]["mem_used_total"], row["mm_stat"]["compr_data_size"]) << row["name"];
    EXPECT_GE(row["mm_stat"]["mem_used_max"], row["mm_stat"]["mem_used_total"]) << row["name"];
    // Of a write that is done later, only its queueing is the writer's.
    if (row["strategy"] != "async-workers") {
      EXPECT_EQ(keys_of(row["steps_ns"]), (Words{"allocate", "compress", "copy", "get", "prepare", "publish", "put"})) << row["name"];
    }
    EXPECT_GT(row["stream_bytes"], 8192) << row["name"];
    EXPECT_GE(row["stream_bytes_max"], row["stream_bytes"]) << row["name"];
    EXPECT_TRUE(row.contains("slot_lock"));
  }
}

// mm_stat of each strategy on one thread, by codec and strategy. async-workers writes with several threads all the same.
std::map<std::string, Json> one_thread_mm_stats(const Json& document) {
  std::map<std::string, Json> stats;
  for (const Json& row : strategy_rows(document)) {
    if (row["threads"] == 1 && row["strategy"] != "async-workers") stats[row["codec"].get<std::string>() + " " + row["strategy"].get<std::string>()] = row["mm_stat"];
  }
  return stats;
}

TEST_F(results, of_one_thread_have_the_same_memory_for_every_strategy_and_again_for_the_same_seed) {
  const Json captured = measured_on_the_shipped_capture();
  for (const Json& row : captured["benchmarks"]) EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
  const std::map<std::string, Json> stats = one_thread_mm_stats(captured);
  for (const std::string& strategy : listed_strategies()) {
    const bool is_compared = strategy != "bare-loop" && strategy != "empty" && strategy != "async-workers";
    for (const char* codec : {"lz4 ", "zstd "}) EXPECT_EQ(stats.count(codec + strategy), is_compared ? 1u : 0u) << strategy;
  }
  for (const auto& [name, stat] : stats) {
    const std::string codec = name.substr(0, name.find(' '));
    EXPECT_EQ(stat, stats.at(codec + " single-stream")) << name;
  }
  EXPECT_NE(stats.at("lz4 per-cpu"), stats.at("zstd per-cpu"));
  EXPECT_EQ(one_thread_mm_stats(measured_on_the_shipped_capture()), stats);
}

TEST(repetitions, are_interleaved_and_put_together) {
  const Folder folder;
  const Json document = results_of({"--trace", small_trace(folder), "--strategy", "idle-list,per-cpu", "--threads", "2", "--ops",
                                    "500", "--repetitions", "3"},
                                   folder);
  std::vector<int> repetitions;
  std::map<std::string, Words> aggregates;
  for (const Json& row : document["benchmarks"]) {
    EXPECT_EQ(row["repetitions"], 3);
    if (row["run_type"] == "iteration") {
      repetitions.push_back(row["repetition_index"]);
    } else {
      aggregates[row["run_name"]].push_back(row["aggregate_name"]);
      EXPECT_EQ(row["name"], row["run_name"].get<std::string>() + "_" + row["aggregate_name"].get<std::string>());
    }
  }
  EXPECT_EQ(repetitions, (std::vector<int>{0, 0, 0, 1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(aggregates.size(), 3u);
  for (const auto& [name, statistics] : aggregates) EXPECT_EQ(statistics, (Words{"mean", "median", "stddev", "cv"})) << name;
}

}  // namespace
}  // namespace zramlab::test
