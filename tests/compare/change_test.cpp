#include "bench/compare/change.h"

#include "tests/compare/support.h"

#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

using Values = std::vector<double>;

const ComparedFigure& figure_called(std::string_view name) { return find_by_name(compared_figures, name, "figure"); }

Values times(Values values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

const Values calm{100, 101, 99, 100.5, 99.5, 100.2, 99.8, 100.1, 99.9};

TEST(change, that_all_runs_show_is_a_gain_or_a_loss_by_the_figures_direction) {
  const Values larger = times(calm, 1.05);
  EXPECT_EQ(change_of_runs(figure_called("throughput"), calm, larger, false).change, Change::gain);
  EXPECT_EQ(change_of_runs(figure_called("throughput"), larger, calm, false).change, Change::loss);
  EXPECT_EQ(change_of_runs(figure_called("write-p99"), calm, larger, false).change, Change::loss);
  EXPECT_EQ(change_of_rounds(figure_called("write-p99"), larger, calm, false).change, Change::gain);
}

TEST(change, has_the_size_that_was_planted_inside_its_interval) {
  for (const auto change : {change_of_runs, change_of_rounds}) {
    const FigureChange found = change(figure_called("throughput"), calm, times(calm, 0.95), false);
    EXPECT_NEAR(found.ratio, 0.95, 0.005);
    ASSERT_TRUE(found.interval.has_value());
    EXPECT_TRUE(found.interval->contains(0.95));
    EXPECT_FALSE(found.interval->contains(1));
    EXPECT_EQ(found.effect, -1);
    EXPECT_EQ(found.change, Change::loss);
  }
}

TEST(change, within_the_noise_is_not_shown) {
  const Values other{100.3, 99.7, 100.6, 99.4, 100, 101.2, 98.9, 100, 100.1};
  EXPECT_EQ(change_of_runs(figure_called("throughput"), calm, other, false).change, Change::not_shown);
  EXPECT_EQ(change_of_rounds(figure_called("throughput"), calm, other, false).change, Change::not_shown);
}

TEST(change, of_few_runs_is_not_judged) {
  const FigureChange found = change_of_runs(figure_called("throughput"), Values{100, 101}, Values{50, 51}, false);
  EXPECT_EQ(found.change, Change::too_few);
  EXPECT_FALSE(found.interval.has_value());
  EXPECT_NEAR(found.ratio, 0.5, 0.01);
  EXPECT_EQ(change_of_rounds(figure_called("throughput"), Values{1, 2, 3, 4, 5}, Values{2, 4, 6, 8, 10}, false).change, Change::too_few);
}

TEST(change, of_bytes_that_never_vary_is_exact) {
  const ComparedFigure& memory = figure_called("memory");
  const FigureChange found = change_of_runs(memory, Values{4096, 4096}, Values{8192, 8192}, false);
  EXPECT_EQ(found.change, Change::loss);
  EXPECT_TRUE(found.is_exact);
  EXPECT_EQ(found.ratio, 2);
  EXPECT_EQ(change_of_runs(memory, Values{4096, 4096}, Values{4096, 4096}, false).change, Change::equal);
  EXPECT_EQ(change_of_runs(memory, Values{4096}, Values{8192}, false).change, Change::too_few) << "one run shows nothing";
}

TEST(change, of_times_that_happen_to_be_alike_is_not_exact) {
  // A histogram's steps make p99 of a few runs alike by chance.
  EXPECT_EQ(change_of_runs(figure_called("write-p99"), Values{7168, 7168}, Values{7232, 7232}, false).change, Change::too_few);
  EXPECT_EQ(change_of_rounds(figure_called("write-p99"), Values(9, 7168.0), Values(9, 7168.0), false).change, Change::not_shown);
}

TEST(change, of_virtual_time_is_exact_from_one_run) {
  EXPECT_EQ(change_of_runs(figure_called("throughput"), Values{1000}, Values{1001}, true).change, Change::gain);
  EXPECT_EQ(change_of_rounds(figure_called("throughput"), Values{1000}, Values{1000}, true).change, Change::equal);
}

TEST(change, from_zero_has_no_ratio) {
  EXPECT_EQ(change_of_runs(figure_called("wait-p99"), Values{0, 0, 0, 0}, Values{5, 6, 7, 8}, false).change, Change::no_ratio);
}

TEST(changes_between, pairs_rounds_by_their_number) {
  ResultsDocument a = document_of("cell", "items_per_second", {1, 10, 100, 1000, 10000, 100000, 1000000, 1e7});
  ResultsDocument b = document_of("cell", "items_per_second", {2, 20, 200, 2000, 20000, 200000, 2000000, 2e7});
  b.rows[3].failed = true;      // has no partner then
  a.rows[5].interrupted = true;
  const std::vector<CellChange> cells = changes_between(a, b, {&figure_called("throughput")}, Pairing::rounds);
  ASSERT_EQ(cells.size(), 1u);
  ASSERT_EQ(cells[0].figures.size(), 1u);
  EXPECT_EQ(cells[0].figures[0].runs_a, 6u);
  EXPECT_DOUBLE_EQ(cells[0].figures[0].interval->low, 2);
  EXPECT_DOUBLE_EQ(cells[0].figures[0].interval->high, 2);
}

TEST(changes_between, leaves_out_what_one_side_lacks) {
  ResultsDocument a = document_of("both", "items_per_second", {1, 2});
  add_runs(a, "only a", "items_per_second", {1});
  ResultsDocument b = document_of("both", "items_per_second", {1, 2});
  add_runs(b, "only b", "items_per_second", {1});
  const std::vector<CellChange> cells = changes_between(a, b, parse_figures("all"), Pairing::runs);
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].run_name, "both");
  EXPECT_EQ(cells[0].figures.size(), 1u) << "only throughput is there";
  EXPECT_EQ(cells_only_in(a, b), std::vector<std::string>{"only a"});
  EXPECT_EQ(cells_only_in(b, a), std::vector<std::string>{"only b"});
}

TEST(changes_between, leaves_out_times_of_what_never_happened) {
  const ResultsDocument none = document_of("cell", "latency_ns.read.p99", {0, 0});
  const ResultsDocument some = document_of("cell", "latency_ns.read.p99", {0, 7});
  EXPECT_TRUE(changes_between(none, none, parse_figures("all"), Pairing::runs).at(0).figures.empty());
  EXPECT_EQ(changes_between(none, some, parse_figures("all"), Pairing::runs).at(0).figures.size(), 1u);
}

TEST(figures, are_named_or_refused) {
  EXPECT_EQ(parse_figures("write-p99,throughput,write-p99").size(), 2u);
  EXPECT_EQ(parse_figures("all").size(), compared_figures.size());
  for (const char* const wrong : {"p99", "", ","}) EXPECT_THROW(parse_figures(wrong), InputError) << wrong;
}

}  // namespace
}  // namespace zramlab::test
