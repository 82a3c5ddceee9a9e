// Whole gates over made-up results: which figures are judged, and what is refused.
#include "bench/gate/baseline_file.h"
#include "bench/gate/report.h"
#include "tests/gate/support.h"

namespace zramlab::test {
namespace {

const std::string row_name = "per-cpu/codec:lz4/workload:gxx/threads:2";
const std::string other_name = "idle-list/codec:lz4/workload:gxx/threads:2";

std::vector<Finding> judge(const std::string& thresholds, const Measurements& baseline, const Measurements& measured,
                           const GateOptions& options = {}) {
  return judge_all(thresholds_of(thresholds), {.baseline = &baseline, .measured = &measured}, options);
}

Measurements simulated(double rate, const std::string& machine = "laptop-4") {
  return measurements_of({simulated_row(row_name, machine, {{"items_per_second", rate}})});
}

const char* const any_rate = R"({"names": {"*": {"items_per_second": {}}}})";

TEST(gate, holds_simulated_figures_to_the_digit) {
  EXPECT_EQ(verdict_of(judge(any_rate, simulated(1000), simulated(1000))), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(any_rate, simulated(1000), simulated(999))), GateVerdict::regression);
  const std::vector<Finding> better = judge(any_rate, simulated(1000), simulated(1001));
  ASSERT_EQ(better.size(), 1u);
  EXPECT_EQ(better[0].judgement.verdict, GateVerdict::improved);
  EXPECT_EQ(better[0].name, row_name + "/on:laptop-4");
}

TEST(gate, keeps_machines_apart) {
  Measurements measured = simulated(1000, "laptop-4");
  measured.add(parse_results(document_of({simulated_row(row_name, "server-64", {{"items_per_second", 5000}})}).dump(), "more.json"));
  const std::vector<Finding> findings = judge(any_rate, measured, measured);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(verdict_of(findings), GateVerdict::pass);
}

TEST(gate, takes_what_the_baseline_lacks_as_new) {
  Measurements measured = simulated(1000);
  measured.add(parse_results(document_of({simulated_row(other_name, "laptop-4", {{"items_per_second", 1}})}).dump(), "more.json"));
  const std::vector<Finding> findings = judge(any_rate, simulated(1000), measured);
  EXPECT_TRUE(any_of(findings, GateVerdict::is_new));
  EXPECT_EQ(verdict_of(findings), GateVerdict::pass);
}

TEST(gate, refuses_results_that_lack_what_the_baseline_has) {
  Measurements baseline = simulated(1000);
  baseline.add(parse_results(document_of({simulated_row(other_name, "laptop-4", {{"items_per_second", 1}})}).dump(), "base.json"));
  EXPECT_TRUE(mentions(error_of([&] { judge(any_rate, baseline, simulated(1000)); }), other_name));
  EXPECT_EQ(verdict_of(judge(any_rate, baseline, simulated(1000), {.allow_missing = true})), GateVerdict::pass);
}

TEST(gate, refuses_globs_and_metrics_that_match_nothing) {
  const Measurements same = simulated(1000);
  const std::string no_name = error_of([&] { judge(R"({"names": {"percpu/*": {"items_per_second": {}}}})", same, same); });
  EXPECT_TRUE(mentions(no_name, "percpu/*"));
  EXPECT_TRUE(mentions(no_name, row_name));
  const std::string no_metric = error_of([&] { judge(R"({"names": {"*": {"items_per_minute": {}}}})", same, same); });
  EXPECT_TRUE(mentions(no_metric, "items_per_minute"));
  EXPECT_TRUE(mentions(no_metric, "items_per_second"));
  const std::string no_pair = error_of([&] { judge(R"({"orderings": ["per-cpu >= hybrid"]})", same, same); });
  EXPECT_TRUE(mentions(no_pair, "per-cpu >= hybrid"));
}

TEST(gate, refuses_a_metric_that_one_result_has_lost) {
  Measurements measured = measurements_of({simulated_row(row_name, "laptop-4", {{"efficiency", 1}}),
                                           simulated_row(other_name, "laptop-4", {{"items_per_second", 1}})});
  EXPECT_TRUE(mentions(error_of([&] { judge(any_rate, simulated(1000), measured); }), row_name));
}

TEST(gate, asks_for_the_allowance_of_measured_figures) {
  const Measurements same = measurements_of(repetitions_of(row_name, "items_per_second", {1, 2, 3}));
  EXPECT_TRUE(mentions(error_of([&] { judge(any_rate, same, same); }), "max_regression"));
}

TEST(gate, refuses_wrong_answers) {
  EXPECT_TRUE(mentions(error_of([] { measurements_of({row(row_name, {{"error_occurred", true}, {"error_message", "lost a page"}})}); }), row_name));
}

// Sizes on the host depend on the libraries; those of a simulated run are frozen.
TEST(gate, blames_other_libraries_before_it_blames_the_program) {
  const char* const sizes = R"({"names": {"*": {"mm_stat.compr_data_size": {}}}})";
  const Json old_libraries = {{"libraries", {{"lz4", "1.9.3"}}}};
  const Json new_libraries = {{"libraries", {{"lz4", "1.9.4"}}}};
  const auto measured = [&](std::uint64_t bytes, const Json& libraries) {
    return measurements_of({row(row_name, {{"mm_stat", {{"compr_data_size", bytes}}}})}, libraries);
  };
  EXPECT_EQ(verdict_of(judge(sizes, measured(1000, old_libraries), measured(1001, old_libraries))), GateVerdict::regression);
  const std::vector<Finding> findings = judge(sizes, measured(1000, old_libraries), measured(1001, new_libraries));
  EXPECT_EQ(verdict_of(findings), GateVerdict::inconclusive);
  EXPECT_TRUE(mentions(findings[0].judgement.note, "lz4 1.9.3"));
  EXPECT_EQ(verdict_of(judge(sizes, measured(1000, old_libraries), measured(1000, new_libraries))), GateVerdict::pass);
}

TEST(gate, does_not_compare_timings_of_different_processors) {
  const char* const times = R"({"names": {"*": {"real_time": {"max_regression": 0.1}}}})";
  const auto measured = [&](const std::string& cpu) {
    return measurements_of(repetitions_of(row_name, "real_time", {100, 101, 102, 103, 104, 105, 106}), {{"cpu_model", cpu}});
  };
  EXPECT_EQ(verdict_of(judge(times, measured("A"), measured("B"))), GateVerdict::inconclusive);
  EXPECT_EQ(verdict_of(judge(times, measured("A"), measured("B"), {.any_machine = true})), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(times, measured("A"), measured("A"))), GateVerdict::pass);
}

TEST(gate, without_a_way_to_measure_again_is_inconclusive) {
  const char* const times = R"({"names": {"*": {"real_time": {"max_regression": 0.1}}}})";
  const Measurements before = measurements_of(repetitions_of(row_name, "real_time", {100, 101, 102, 103, 104, 105, 106}));
  const Measurements after = measurements_of(repetitions_of(row_name, "real_time", {140, 141, 142, 143, 144, 145, 146}));
  std::vector<Finding> findings = judge(times, before, after);
  EXPECT_EQ(verdict_of(findings), GateVerdict::suspected);
  std::vector<Finding> anyway = findings;
  leave_unconfirmed(findings, false);
  EXPECT_EQ(verdict_of(findings), GateVerdict::inconclusive);
  EXPECT_TRUE(mentions(findings[0].judgement.note, "--confirm"));
  leave_unconfirmed(anyway, true);
  EXPECT_EQ(verdict_of(anyway), GateVerdict::regression);
}

std::vector<Json> both(double left, double right) {
  return {simulated_row(row_name, "laptop-4", {{"items_per_second", left}}), simulated_row(other_name, "laptop-4", {{"items_per_second", right}})};
}

TEST(gate, holds_orderings) {
  const Measurements ahead = measurements_of(both(1000, 900));
  const Measurements behind = measurements_of(both(900, 1000));
  const char* const rule = R"({"orderings": ["per-cpu >= idle-list @ threads:2 on:laptop-4"]})";
  EXPECT_EQ(verdict_of(judge(rule, {}, ahead)), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(rule, {}, measurements_of(both(1000, 1000)))), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(rule, {}, behind)), GateVerdict::regression);
  EXPECT_EQ(verdict_of(judge(R"({"orderings": [{"rule": "per-cpu >= idle-list", "tolerance": 0.2}]})", {}, behind)), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(R"({"orderings": ["per-cpu <= idle-list"]})", {}, behind)), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(R"({"orderings": ["per-cpu <= idle-list"]})", {}, ahead)), GateVerdict::regression);
}

TEST(gate, holds_orderings_of_measured_figures_unless_they_are_contradicted) {
  const auto measured = [&](double left) {
    std::vector<Json> rows;
    for (int repetition = 0; repetition < 9; ++repetition) {
      rows.push_back(row(row_name, {{"items_per_second", left + repetition * 7 % 5}}));
      rows.push_back(row(other_name, {{"items_per_second", 1000 + repetition * 3 % 5}}));
    }
    return measurements_of(rows);
  };
  const char* const rule = R"({"orderings": ["per-cpu >= idle-list"]})";
  EXPECT_EQ(verdict_of(judge(rule, {}, measured(1100))), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(rule, {}, measured(1000))), GateVerdict::pass);
  EXPECT_EQ(verdict_of(judge(rule, {}, measured(900))), GateVerdict::suspected);
  EXPECT_EQ(verdict_of(judge(rule, {}, measured(999.5))), GateVerdict::pass);
  EXPECT_FALSE(any_too_noisy(judge(rule, {}, measured(999.5)))) << "it was told, and is not to be measured again";
}

TEST(baseline_files, hold_what_is_gated_and_read_back_as_the_same) {
  const char* const text = R"({"names": {"*": {"latency_ns.write.p99.9": {}, "mm_stat.compr_data_size": {}}}})";
  const Measurements measured =
      measurements_of({simulated_row(row_name, "laptop-4", {{"latency_ns", {{"write", {{"p99.9", 1234.5}, {"max", 9}}}}},
                                                        {"mm_stat", {{"compr_data_size", 4096}}},
                                                        {"real_time", 3}})},
                      {{"libraries", {{"lz4", "1.9.4"}}}});
  const std::string written = baseline_text(thresholds_of(text), measured);
  EXPECT_FALSE(mentions(written, "real_time"));
  Measurements baseline;
  baseline.add(parse_results(written, "baseline.json"));
  EXPECT_EQ(baseline.names(), measured.names());
  EXPECT_EQ(baseline.libraries(), "lz4 1.9.4");
  const std::vector<Finding> findings = judge(text, baseline, measured);
  EXPECT_EQ(findings.size(), 2u);
  EXPECT_EQ(verdict_of(findings), GateVerdict::pass);
}

}  // namespace
}  // namespace zramlab::test
