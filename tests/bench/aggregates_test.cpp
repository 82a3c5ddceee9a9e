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

TEST(median, is_the_one_in_the_middle_or_between_the_two) {
  EXPECT_EQ(median_of({}), 0);
  EXPECT_EQ(median_of({7}), 7);
  EXPECT_EQ(median_of({9, 1, 5}), 5);
  EXPECT_EQ(median_of({9, 1, 5, 7}), 6);
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
