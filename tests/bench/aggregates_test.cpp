#include "bench/aggregates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zramlab::test {
namespace {

Result run_of(const std::string& strategy, double elapsed_ns, std::uint64_t operations = 100) {
  Result result;
  result.cell = {strategy, "lz4", 2};
  result.measured.operations = operations;
  result.measured.elapsed_ns = elapsed_ns;
  result.measured.cpu_ns = 2 * elapsed_ns;
  return result;
}

TEST(aggregates, of_known_runs_are_what_a_textbook_says) {
  const std::vector<Result> runs{run_of("a", 200), run_of("a", 400), run_of("a", 900)};
  const std::vector<CellAggregate> aggregates = aggregate_cells(runs);
  ASSERT_EQ(aggregates.size(), 1u);
  const CellAggregate& aggregate = aggregates.front();
  EXPECT_EQ(aggregate.samples, 3u);
  // 2, 4 and 9 ns an operation.
  EXPECT_DOUBLE_EQ(aggregate.mean.real_time, 5);
  EXPECT_DOUBLE_EQ(aggregate.median.real_time, 4);
  EXPECT_DOUBLE_EQ(aggregate.stddev.real_time, std::sqrt((9.0 + 1 + 16) / 2));
  EXPECT_DOUBLE_EQ(aggregate.cv.real_time, aggregate.stddev.real_time / 5);
  EXPECT_DOUBLE_EQ(aggregate.mean.cpu_time, 10);
  EXPECT_DOUBLE_EQ(aggregate.median.items_per_second, 1e9 / 4);
}

TEST(aggregates, of_one_run_have_no_spread) {
  const std::vector<CellAggregate> aggregates = aggregate_cells(std::vector<Result>{run_of("a", 200)});
  ASSERT_EQ(aggregates.size(), 1u);
  EXPECT_EQ(aggregates[0].stddev.real_time, 0);
  EXPECT_EQ(aggregates[0].cv.items_per_second, 0);
}

TEST(aggregates, have_an_interval_from_six_runs_on) {
  std::vector<Result> runs;
  for (unsigned i = 0; i < 5; ++i) runs.push_back(run_of("a", 100 * (i + 1)));
  EXPECT_FALSE(aggregate_cells(runs)[0].median_interval.has_value());
  EXPECT_TRUE(warning_of_few(5).has_value());
  runs.push_back(run_of("a", 600));
  const CellAggregate aggregate = aggregate_cells(runs)[0];
  ASSERT_TRUE(aggregate.median_interval.has_value());
  // All six lie between the ends, as one of six does not.
  EXPECT_DOUBLE_EQ(aggregate.median_interval->low.real_time, 1);
  EXPECT_DOUBLE_EQ(aggregate.median_interval->high.real_time, 6);
  EXPECT_DOUBLE_EQ(aggregate.median_interval->low.items_per_second, 1e9 / 6);
  EXPECT_DOUBLE_EQ(aggregate.median_interval->coverage, 1 - 2 / std::pow(2.0, 6));
  EXPECT_FALSE(warning_of_few(6).has_value());
}

TEST(aggregates, name_the_repetition_that_is_an_outlier_and_count_it) {
  std::vector<Result> runs;
  for (unsigned i = 0; i < 7; ++i) {
    runs.push_back(run_of("a", i == 3 ? 4000 : 1000 + i));
    runs.back().repetition = 10 + i;
  }
  const CellAggregate aggregate = aggregate_cells(runs)[0];
  ASSERT_EQ(aggregate.outliers.size(), 1u);
  EXPECT_EQ(aggregate.outliers[0].repetition, 13u);
  EXPECT_LT(aggregate.outliers[0].modified_z, -3.5);
  EXPECT_DOUBLE_EQ(aggregate.outliers[0].items_per_second, 100 * 1e9 / 4000);
  EXPECT_EQ(aggregate.samples, 7u);
}

TEST(aggregates, keep_cells_apart_in_the_order_of_their_first_run) {
  std::vector<Result> runs{run_of("b", 100), run_of("a", 200), run_of("b", 300), run_of("a", 400)};
  runs.push_back(run_of("a", 1000));
  runs.back().cell.threads = 4;
  const std::vector<CellAggregate> aggregates = aggregate_cells(runs);
  ASSERT_EQ(aggregates.size(), 3u);
  EXPECT_EQ(aggregates[0].cell, (Cell{"b", "lz4", 2}));
  EXPECT_DOUBLE_EQ(aggregates[0].mean.real_time, 2);
  EXPECT_EQ(aggregates[1].cell, (Cell{"a", "lz4", 2}));
  EXPECT_DOUBLE_EQ(aggregates[1].mean.real_time, 3);
  EXPECT_EQ(aggregates[2].cell.threads, 4u);
}

TEST(aggregates, leave_out_runs_that_were_interrupted) {
  std::vector<Result> runs{run_of("a", 200), run_of("a", 900), run_of("b", 900)};
  runs[1].interrupted = true;
  runs[2].interrupted = true;
  const std::vector<CellAggregate> aggregates = aggregate_cells(runs);
  ASSERT_EQ(aggregates.size(), 1u);
  EXPECT_EQ(aggregates[0].samples, 1u);
  EXPECT_DOUBLE_EQ(aggregates[0].mean.real_time, 2);
}

TEST(aggregates, of_a_run_without_operations_are_finite) {
  const std::vector<CellAggregate> aggregates = aggregate_cells(std::vector<Result>{run_of("a", 0, 0)});
  ASSERT_EQ(aggregates.size(), 1u);
  for (const auto& [name, figures] : aggregates[0].rows()) {
    EXPECT_TRUE(std::isfinite(figures.real_time) && std::isfinite(figures.items_per_second)) << name;
  }
}

TEST(aggregates, have_the_names_of_google_benchmark) {
  std::vector<std::string_view> names;
  for (const auto& [name, figures] : CellAggregate{}.rows()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"mean", "median", "stddev", "cv"}));
}

}  // namespace
}  // namespace zramlab::test
