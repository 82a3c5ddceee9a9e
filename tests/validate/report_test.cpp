// Verdicts, and what the report shows of them.
#include "bench/validate/report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace zramlab::test {
namespace {

Figure within(double found, double expected, double bound) {
  return {.name = "a figure", .found = found, .expected = expected, .target = Target{Target::Kind::within, bound}};
}

TEST(figure, is_met_up_to_its_bound_on_either_side) {
  EXPECT_EQ(within(101, 100, 0.02).verdict(), FigureVerdict::met);
  EXPECT_EQ(within(99, 100, 0.02).verdict(), FigureVerdict::met);
  EXPECT_EQ(within(103, 100, 0.02).verdict(), FigureVerdict::missed);
  EXPECT_EQ(within(97, 100, 0.02).verdict(), FigureVerdict::missed);
}

TEST(figure, bounds_of_one_side) {
  const Figure at_most{.name = "", .found = 0.08, .target = Target{Target::Kind::at_most, 0.1}};
  const Figure at_least{.name = "", .found = 9, .target = Target{Target::Kind::at_least, 10}};
  EXPECT_EQ(at_most.verdict(), FigureVerdict::met);
  EXPECT_EQ(at_least.verdict(), FigureVerdict::missed);
}

TEST(figure, what_is_no_number_is_missed) {
  EXPECT_EQ(within(std::numeric_limits<double>::quiet_NaN(), 1, 0.1).verdict(), FigureVerdict::missed);
  EXPECT_EQ(within(std::numeric_limits<double>::infinity(), 1, 0.1).verdict(), FigureVerdict::missed);
}

TEST(figure, without_target_is_only_reported) {
  EXPECT_EQ((Figure{.name = "", .found = 1, .expected = 100}).verdict(), FigureVerdict::reported);
}

TEST(report, counts_targets_and_not_what_is_only_reported) {
  const std::vector<PartReport> parts = {
      {.name = "a", .title = "A", .method = "m", .figures = {within(1, 1, 0.1), within(2, 1, 0.1)}},
      {.name = "b", .title = "B", .method = "m", .figures = {within(1, 1, 0.1), {.name = "", .found = 3}}}};
  EXPECT_EQ(count_targets(parts).met, 2u);
  EXPECT_EQ(count_targets(parts).missed, 1u);
}

TEST(report, every_form_has_every_figure_and_note) {
  PartReport part{.name = "a", .title = "Title", .method = "Method.", .figures = {within(103, 100, 0.02)}, .notes = {"a note"}};
  part.figures.front().note = "its remark";
  part.figures.front().interval = 0.004;
  const std::string json = to_json(std::span(&part, 1)).dump();
  for (const std::string& text : {to_text(part), to_markdown(std::span(&part, 1))}) {
    for (const char* word : {"Title", "Method.", "a figure", "a note", "its remark", "MISSED", "+3.00 %", "+-0.40 %"}) {
      EXPECT_NE(text.find(word), std::string::npos) << word << " in\n" << text;
    }
  }
  for (const char* word : {"Title", "a figure", "a note", "MISSED", "interval_95"}) EXPECT_NE(json.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace zramlab::test
