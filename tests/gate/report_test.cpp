// What a gate says, to people and to programs.
#include "bench/gate/report.h"
#include "tests/gate/support.h"

namespace zramlab::test {
namespace {

Finding finding_of(GateVerdict verdict, const std::string& name, const std::string& note = "") {
  Finding finding{.name = name, .metric = "real_time", .rule = "*", .limits = {.max_regression = 0.1}, .judgement = {}};
  finding.judgement.verdict = verdict;
  finding.judgement.baseline = 100;
  finding.judgement.measured = 130;
  finding.judgement.times_as_bad = 1.3;
  finding.judgement.interval = Interval{1.25, 1.35, 0.95};
  finding.judgement.samples = 11;
  finding.judgement.note = note;
  return finding;
}

GateReport report_of(const std::vector<GateVerdict>& verdicts) {
  GateReport report;
  report.measured = "new.json";
  report.baseline = "old.json";
  for (const GateVerdict verdict : verdicts) report.findings.push_back(finding_of(verdict, fmt::format("cell-{}", report.findings.size())));
  return report;
}

TEST(gate_report, ends_with_the_worst_verdict) {
  EXPECT_EQ(report_of({GateVerdict::pass, GateVerdict::improved, GateVerdict::is_new}).exit_code(), ExitCode::done);
  EXPECT_EQ(report_of({GateVerdict::pass, GateVerdict::inconclusive}).exit_code(), ExitCode::inconclusive);
  EXPECT_EQ(report_of({GateVerdict::inconclusive, GateVerdict::regression}).exit_code(), ExitCode::regression);
  GateReport allowed = report_of({GateVerdict::inconclusive});
  allowed.inconclusive_is_allowed = true;
  EXPECT_EQ(allowed.exit_code(), ExitCode::done);
  EXPECT_EQ(allowed.headline(), "inconclusive");
}

TEST(gate_report, shows_people_what_did_not_pass_and_counts_the_rest) {
  const std::string text = to_text(report_of({GateVerdict::pass, GateVerdict::regression, GateVerdict::improved}), false);
  EXPECT_FALSE(mentions(text, "cell-0"));
  EXPECT_TRUE(mentions(text, "cell-1  real_time: 100 -> 130  +30.0 % worse [+25.0, +35.0]"));
  EXPECT_TRUE(mentions(text, "allowed: +10 %"));
  EXPECT_TRUE(mentions(text, "1 passed, 1 improved, 0 new, 0 inconclusive, 1 regressed"));
  EXPECT_TRUE(mentions(text, "--update-baseline"));
  EXPECT_TRUE(mentions(to_text(report_of({GateVerdict::pass}), true), "cell-0"));
}

TEST(gate_report, is_a_table_for_a_pull_request) {
  GateReport report;
  report.findings.push_back(finding_of(GateVerdict::regression, "a|b/threads:2", "confirmed"));
  const std::string text = to_markdown(report);
  EXPECT_TRUE(mentions(text, "### zramlab gate: REGRESSION"));
  EXPECT_TRUE(mentions(text, "| a\\|b/threads:2 |"));
  for (std::size_t i = 0; i < 80; ++i) report.findings.push_back(finding_of(GateVerdict::improved, "x"));
  EXPECT_TRUE(mentions(to_markdown(report), "31 more rows are left out"));
  EXPECT_FALSE(mentions(to_markdown(report_of({GateVerdict::pass})), "|---"));
}

TEST(gate_report, is_junit_with_failures_and_skipped_cases) {
  GateReport report = report_of({GateVerdict::pass, GateVerdict::regression, GateVerdict::inconclusive});
  report.findings.push_back(finding_of(GateVerdict::regression, "a<\"&\x01>"));
  const std::string text = to_junit(report);
  EXPECT_TRUE(mentions(text, R"(tests="4" failures="2" errors="0" skipped="1")"));
  EXPECT_TRUE(mentions(text, R"(classname="cell-0" name="real_time"/>)"));
  EXPECT_TRUE(mentions(text, R"(<failure type="regression" message="100 -&gt; 130, +30.0 % worse)"));
  EXPECT_TRUE(mentions(text, R"(<skipped message="inconclusive: )"));
  EXPECT_TRUE(mentions(text, R"(classname="a&lt;&quot;&amp;?&gt;")"));
}

TEST(gate_report, is_json_with_every_verdict) {
  const Json document = to_json(report_of({GateVerdict::pass, GateVerdict::regression}));
  EXPECT_EQ(document["verdict"], "REGRESSION");
  EXPECT_EQ(document["exit_code"], 2);
  ASSERT_EQ(document["findings"].size(), 2u);
  EXPECT_EQ(document["findings"][1]["verdict"], "regression");
  EXPECT_EQ(document["findings"][1]["interval"], (Json{1.25, 1.35}));
}

}  // namespace
}  // namespace zramlab::test
