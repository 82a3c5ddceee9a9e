#include "bench/compare/report.h"

#include "tests/compare/support.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zramlab::test {
namespace {

ComparisonReport report_of_a_loss() {
  ResultsDocument a = document_of("per-cpu/threads:2", "items_per_second", {100, 101, 102, 103, 104, 105});
  ResultsDocument b = document_of("per-cpu/threads:2", "items_per_second", {90, 91, 92, 93, 94, 95});
  add_runs(a, "old|cell", "items_per_second", {1});
  ComparisonReport report;
  report.a = {"a.json", version_in(a)};
  report.b = {"b.json", version_in(b)};
  report.cells = changes_between(a, b, parse_figures("throughput"), Pairing::runs);
  report.only_in_a = cells_only_in(a, b);
  report.differences = {{"seed", "1", "2"}};
  report.notes = {"B: something"};
  return report;
}

bool holds(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST(report, says_what_changed_by_how_much_and_how_surely) {
  const std::string text = to_text(report_of_a_loss());
  for (const char* const words : {"per-cpu/threads:2", "throughput", "-9.7", "slower", "large (-1.00)", "different conditions: seed: 1 | 2",
                                  "only in A: old|cell", "B: something"}) {
    EXPECT_TRUE(holds(text, words)) << words << " is missing in\n" << text;
  }
}

TEST(report, is_a_table_in_markdown) {
  const std::string text = to_markdown(report_of_a_loss());
  EXPECT_TRUE(holds(text, "| throughput |")) << text;
  EXPECT_TRUE(holds(text, "|---|---:|")) << text;
  EXPECT_TRUE(holds(text, "- different conditions: seed")) << text;
}

TEST(report, has_every_number_in_json) {
  const nlohmann::ordered_json json = to_json(report_of_a_loss());
  const auto& figure = json["cells"][0]["figures"][0];
  EXPECT_EQ(figure["median_a"], 102.5);
  EXPECT_EQ(figure["median_b"], 92.5);
  EXPECT_DOUBLE_EQ(figure["ratio"], 92.5 / 102.5);
  EXPECT_LT(figure["interval"]["low"], figure["interval"]["high"]);
  EXPECT_EQ(figure["verdict"], "slower");
  EXPECT_EQ(figure["effect"], -1);
  EXPECT_EQ(json["context_differences"][0]["what"], "seed");
  EXPECT_EQ(json["only_in_a"][0], "old|cell");
}

TEST(report, says_how_many_runs_an_interval_takes) {
  ComparisonReport report;
  report.cells = changes_between(document_of("c", "items_per_second", {1, 2}), document_of("c", "items_per_second", {1, 2}),
                                 parse_figures("throughput"), Pairing::rounds);
  report.pairing = Pairing::rounds;
  EXPECT_TRUE(holds(to_text(report), "--rounds 6 at least"));
}

TEST(ratios, are_shown_as_the_change_that_they_are) {
  EXPECT_EQ(format_ratio(0.952), "-4.80 %");
  EXPECT_EQ(format_ratio(1), "+0.00 %");
  EXPECT_EQ(format_ratio(3.1), "x3.1");
  EXPECT_EQ(format_ratio(0.25), "x0.25");
}

TEST(version, is_what_the_context_says) {
  ResultsDocument document;
  EXPECT_EQ(version_in(document), "not measured");
  document.context = {{"library_version", "v1.7.1"}};
  EXPECT_EQ(version_in(document), "v1.7.1");
  document.context = {{"zramlab", {{"version", "0.1.0"}, {"commit", "abc"}}}};
  EXPECT_EQ(version_in(document), "zramlab 0.1.0, commit abc");
  document.context = {{"zramlab", 3}};
  EXPECT_EQ(version_in(document), "?");
}

}  // namespace
}  // namespace zramlab::test
