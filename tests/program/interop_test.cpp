// Result files as other programs read them: google-benchmark's compare.py, github-action-benchmark, Bencher, HdrHistogram.
#include "tests/program/interop_rules.h"
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace zramlab::test {
namespace {

// A sample of what each program takes, so that the rules are known to accept something and to refuse something.
const char* const google_benchmark_sample = R"({
  "context": {"date": "2026-01-01T00:00:00+00:00", "num_cpus": 2, "caches": [{"type": "Data", "level": 1, "size": 32768, "num_sharing": 1}]},
  "benchmarks": [{"name": "copy/threads:2", "family_index": 0, "per_family_instance_index": 0, "run_name": "copy/threads:2",
    "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 2, "iterations": 1000, "real_time": 2.5, "cpu_time": 4.9,
    "time_unit": "us"}]})";
const char* const custom_sample = R"([{"name": "copy", "unit": "ns", "value": 12.5, "range": "3", "extra": "n = 5"}])";
const char* const bmf_sample = R"({"copy": {"latency": {"value": 88.0, "lower_value": 87.4, "upper_value": 88.9}, "file-size": {"value": 3}}})";
const char* const hgrm_sample =
    "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
    "       1.000 0.500000000000          5           2.00\n"
    "       2.500 1.000000000000         10\n"
    "#[Mean    =        1.750, StdDeviation   =        0.750]\n";

using Rule = std::function<Complaints(const Json&)>;

const std::vector<std::pair<std::string, Rule>> google_benchmark_readers = {{"compare.py", complaints_of_compare_py},
                                                                            {"github-action-benchmark", complaints_of_googlecpp},
                                                                            {"Bencher", complaints_of_cpp_google}};

std::string small_results(const Folder& folder, const std::string& repetitions = "7", const Words& more = {}) {
  const std::string file = folder.file("results.json").string();
  Words words = {"--strategy", "idle-list,empty", "--threads", "1,2", "--repetitions", repetitions, "--quiet",
                 "--trace",    small_trace(folder), "--ops",    "1000", "--json",        file};
  words.insert(words.end(), more.begin(), more.end());
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 0) << ended;
  return file;
}

Json converted(const std::string& results, const std::string& format, const Folder& folder) {
  const std::string file = folder.file(format + ".json").string();
  const Ended ended = bench({"convert", results, "--format", format, "--output", file});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  return json_in(file);
}

TEST(interop, the_rules_take_a_sample_of_each_format) {
  for (const auto& [reader, complaints_of] : google_benchmark_readers) {
    EXPECT_EQ(complaints_of(Json::parse(google_benchmark_sample)), Complaints{}) << reader;
  }
  EXPECT_EQ(complaints_of_custom(Json::parse(custom_sample)), Complaints{});
  EXPECT_EQ(complaints_of_bmf(Json::parse(bmf_sample)), Complaints{});
  std::map<double, double> value_at;
  EXPECT_EQ(complaints_of_hgrm(hgrm_sample, value_at), Complaints{});
  EXPECT_EQ(value_at[0.5], 1.0);
}

TEST(interop, the_rules_refuse_what_their_programs_do) {
  Json document = Json::parse(google_benchmark_sample);
  document["context"].erase("caches");
  EXPECT_NE(complaints_of_cpp_google(document), Complaints{});
  document["benchmarks"][0].erase("real_time");
  for (const auto& [reader, complaints_of] : google_benchmark_readers) EXPECT_NE(complaints_of(document), Complaints{}) << reader;
  EXPECT_NE(complaints_of_custom(Json::parse(R"([{"name": "x", "value": 1}])")), Complaints{});
  EXPECT_NE(complaints_of_bmf(Json::parse(R"({"x": {"latency": 3}})")), Complaints{});
  std::map<double, double> value_at;
  EXPECT_NE(complaints_of_hgrm("Value Percentile\n1 2 3\n", value_at), Complaints{});
}

TEST(interop, result_files_are_read_as_they_are) {
  const Folder folder;
  const Json document = json_in(small_results(folder));
  for (const auto& [reader, complaints_of] : google_benchmark_readers) EXPECT_EQ(complaints_of(document), Complaints{}) << reader;
}

TEST(interop, names_are_kept_apart_by_codec_and_threads) {
  const Folder folder;
  std::set<std::string> names;
  std::size_t runs = 0;
  const Json document = json_in(small_results(folder));
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] != "iteration") continue;
    ++runs;
    names.insert(row["name"]);
  }
  EXPECT_EQ(names.size(), 6u);  // idle-list, empty and the bare loop with one thread and with two
  EXPECT_EQ(runs, names.size() * 7);
}

TEST(interop, custom_files_have_one_direction_each_and_the_median_of_the_repetitions) {
  const Folder folder;
  const std::string results = small_results(folder);
  const Json smaller = converted(results, "custom-smaller-is-better", folder);
  const Json bigger = converted(results, "custom-bigger-is-better", folder);
  EXPECT_EQ(complaints_of_custom(smaller), Complaints{});
  EXPECT_EQ(complaints_of_custom(bigger), Complaints{});
  std::vector<double> times;
  const Json document = json_in(results);
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] == "iteration" && row["strategy"] == "idle-list" && row["threads"] == 2) times.push_back(row["real_time"]);
  }
  std::sort(times.begin(), times.end());
  bool found = false;
  for (const Json& entry : smaller) {
    EXPECT_NE(entry["unit"], "pages/s");
    if (entry["name"] != "idle-list/codec:lz4/workload:small/threads:2 latency") continue;
    found = true;
    EXPECT_EQ(entry["value"].get<double>(), times[3]);
    EXPECT_TRUE(entry.contains("range"));
  }
  EXPECT_TRUE(found);
  for (const Json& entry : bigger) EXPECT_TRUE(entry["unit"] == "pages/s" || entry["unit"] == "of the bare loop") << entry;
}

TEST(interop, bencher_metrics_have_every_measure_with_its_interval) {
  const Folder folder;
  const Json bmf = converted(small_results(folder), "bmf", folder);
  EXPECT_EQ(complaints_of_bmf(bmf), Complaints{});
  const Json& measures = bmf["idle-list/codec:lz4/workload:small/threads:2"];
  for (const char* measure : {"latency", "throughput", "write-p99", "memory-used", "compressed-size", "efficiency"}) {
    ASSERT_TRUE(measures.contains(measure)) << measures;
    EXPECT_LE(measures[measure]["lower_value"], measures[measure]["value"]);
    EXPECT_GE(measures[measure]["upper_value"], measures[measure]["value"]);
  }
}

TEST(interop, histograms_give_the_percentiles_that_the_result_names) {
  const Folder folder;
  const std::string results = small_results(folder, "1");
  const std::string output = folder.file("hgrm").string();
  ASSERT_EQ(bench({"convert", results, "--format", "hgrm", "--output", output}).exit_code, 0);
  const Json row = strategy_rows(json_in(results)).front();
  std::string name = row["name"].get<std::string>() + ".write.hgrm";
  for (char& letter : name) letter = letter == '/' || letter == ':' ? '_' : letter;
  std::map<double, double> value_at;
  EXPECT_EQ(complaints_of_hgrm(read_file(std::filesystem::path(output) / name), value_at), Complaints{});
  const Json& latency = row["latency_ns"]["write"];
  for (const auto& [percentile, key] : {std::pair(0.5, "p50"), {0.99, "p99"}, {1.0, "max"}}) {
    const auto found = value_at.lower_bound(percentile - 1e-12);
    ASSERT_NE(found, value_at.end());
    // Ours stop at the largest value seen, a bucket at its upper bound, which lies up to 1.6 % above.
    EXPECT_NEAR(found->second * 1000, latency[key].get<double>(), 0.017 * latency[key].get<double>()) << key;
  }
}

TEST(convert, says_what_is_wrong) {
  const Folder folder;
  const std::string empty = folder.with("empty.json", "{}").string();
  const std::string output = folder.file("x").string();
  const Ended no_format = bench({"convert", empty, "--format", "xml", "--output", output});
  EXPECT_EQ(no_format.exit_code, 64) << no_format;
  EXPECT_TRUE(no_format.complains("hgrm")) << no_format;
  const Ended no_file = bench({"convert", "/nowhere.json", "--format", "bmf", "--output", output});
  EXPECT_EQ(no_file.exit_code, 66) << no_file;
  EXPECT_EQ(bench({"convert", empty, "--format", "bmf", "--output", output}).exit_code, 66);
  const std::string silent = small_results(folder, "1", {"--no-latency"});
  const Ended no_histogram = bench({"convert", silent, "--format", "hgrm", "--output", output});
  EXPECT_EQ(no_histogram.exit_code, 66) << no_histogram;
  EXPECT_TRUE(no_histogram.complains("--no-latency")) << no_histogram;
  EXPECT_EQ(bench({"convert", silent, "--format", "bmf", "--output", "/nowhere/x"}).exit_code, 66);
}

}  // namespace
}  // namespace zramlab::test
