#include "bench/results_file_reader.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

constexpr const char* ours = R"({
 "context": {"num_cpus": 2, "zramlab": {"seed": 1}},
 "benchmarks": [
  {"name": "a/threads:1", "run_name": "a/threads:1", "run_type": "iteration", "repetition_index": 0, "real_time": 10.5, "time_unit": "ns",
   "verified": true, "simulated": false, "kind": "strategy", "warnings": ["x"], "histogram_ns": {"write": [[1, 2]]},
   "latency_ns": {"write": {"p99": 7, "p99.9": 8}}, "mm_stat": {"mem_used_total": 4096}},
  {"name": "b", "run_name": "b", "run_type": "iteration", "repetition_index": 0, "real_time": 3, "simulated": true, "verified": false, "kind": "baseline"},
  {"name": "a/threads:1", "run_name": "a/threads:1", "run_type": "iteration", "repetition_index": 1, "real_time": 11.5, "verified": true},
  {"name": "a/threads:1", "run_name": "a/threads:1", "run_type": "iteration", "repetition_index": 2, "real_time": 99, "error_occurred": true},
  {"name": "a/threads:1", "run_name": "a/threads:1", "run_type": "iteration", "repetition_index": 3, "real_time": 99, "interrupted": true},
  {"name": "a/threads:1_median", "run_name": "a/threads:1", "run_type": "aggregate", "aggregate_name": "median", "real_time": 11}
 ]})";

std::string message_of(const std::string& text) {
  try {
    parse_results(text, "file.json");
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    return error.what();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

std::string with_row(const std::string& row) { return R"({"context": {}, "benchmarks": [)" + row + "]}"; }

TEST(results_file_reader, finds_figures_by_their_path) {
  const ResultsDocument document = parse_results(ours, "file.json");
  EXPECT_EQ(document.values_of("a/threads:1", "real_time"), (std::vector<double>{10.5, 11.5}));
  EXPECT_EQ(document.values_of("a/threads:1", "latency_ns.write.p99.9"), std::vector<double>{8});
  EXPECT_EQ(document.values_of("a/threads:1", "mm_stat.mem_used_total"), std::vector<double>{4096});
  EXPECT_EQ(document.values_of("a/threads:1", "no_such"), std::vector<double>{});
  EXPECT_EQ(document.context["num_cpus"], 2);
}

TEST(results_file_reader, keeps_wrong_and_interrupted_runs_apart) {
  const ResultsDocument document = parse_results(ours, "file.json");
  EXPECT_EQ(document.rows.size(), 5u);
  EXPECT_EQ(document.runs_of("a/threads:1").size(), 2u);
  EXPECT_EQ(document.run_names(), (std::vector<std::string>{"a/threads:1", "b"}));
}

TEST(results_file_reader, reads_what_kind_of_run_it_was) {
  const ResultsDocument document = parse_results(ours, "file.json");
  EXPECT_EQ(document.rows[0].is_verified, true);
  EXPECT_FALSE(document.rows[0].is_simulated);
  EXPECT_FALSE(document.rows[0].is_baseline);
  EXPECT_EQ(document.rows[1].is_verified, false);
  EXPECT_TRUE(document.rows[1].is_simulated);
  EXPECT_TRUE(document.rows[1].is_baseline);
  EXPECT_EQ(document.rows[2].repetition, 1u);
}

TEST(results_file_reader, reads_a_file_of_google_benchmark) {
  // As its 1.7 writes them: no word of ours, times in any unit, counters beside the rest.
  const ResultsDocument document = parse_results(
      with_row(R"({"name": "BM_x/8", "family_index": 0, "run_name": "BM_x/8", "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
                   "threads": 1, "iterations": 1000, "real_time": 1.5, "cpu_time": 1.25, "time_unit": "us", "pages": 4.0e+3})"),
      "file.json");
  EXPECT_EQ(document.values_of("BM_x/8", "real_time"), std::vector<double>{1500});
  EXPECT_EQ(document.values_of("BM_x/8", "cpu_time"), std::vector<double>{1250});
  EXPECT_EQ(document.values_of("BM_x/8", "pages"), std::vector<double>{4000});
  EXPECT_EQ(document.rows[0].is_verified, std::nullopt);
}

TEST(results_file_reader, reads_rows_that_have_only_a_name) {
  EXPECT_EQ(parse_results(with_row(R"({"name": "old", "real_time": 1})"), "f").run_names(), std::vector<std::string>{"old"});
}

TEST(results_file_reader, says_where_a_file_is_wrong) {
  const std::string cut = R"({"context": {}, "benchm)";
  EXPECT_NE(message_of(cut).find(fmt::format("file.json: byte {}", cut.size() + 1)), std::string::npos);
  EXPECT_NE(message_of(R"({"context": 1e999, "benchmarks": []})").find("file.json: a number is beyond"), std::string::npos);
  EXPECT_NE(message_of("[]").find("\"context\""), std::string::npos);
  EXPECT_NE(message_of(R"({"context": {}, "benchmarks": {}})").find("no list \"benchmarks\""), std::string::npos);
  EXPECT_NE(message_of(with_row("7")).find("benchmarks[0] is no object"), std::string::npos);
  EXPECT_NE(message_of(with_row(R"({"real_time": 1})")).find("benchmarks[0] has neither"), std::string::npos);
  EXPECT_NE(message_of(with_row(R"({"name": 3})")).find("benchmarks[0].name is no text"), std::string::npos);
  EXPECT_NE(message_of(with_row(R"({"name": "a", "simulated": "yes"})")).find("benchmarks[0].simulated"), std::string::npos);
  EXPECT_NE(message_of(with_row(R"({"name": "a", "time_unit": "weeks"})")).find("'weeks'"), std::string::npos);
  EXPECT_NE(message_of(with_row("")).find("no run"), std::string::npos);
  EXPECT_NE(message_of(with_row(R"({"name": "a_mean", "run_type": "aggregate"})")).find("aggregates alone"), std::string::npos);
}

TEST(results_file_reader, refuses_files_as_deep_as_nobody_writes_them) {
  constexpr int depth = 100'000;
  std::string deep;
  for (int i = 0; i < depth; ++i) deep += R"({"a":)";
  deep += "1" + std::string(depth, '}');
  EXPECT_NE(message_of(with_row(R"({"name": "a", "x": )" + deep + "}")).find("deeper"), std::string::npos);
  EXPECT_NE(message_of(R"({"benchmarks": [], "context": )" + deep + "}").find("deeper"), std::string::npos);
}

TEST(results_file_reader, says_which_file_cannot_be_read) {
  for (const char* const name : {"/no/such/file.json", "/"}) {
    try {
      read_results_file(name);
      ADD_FAILURE() << "read " << name;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace zramlab::test
