// A page's time in three parts.
#include "bench/time_split.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zramlab::test {
namespace {

constexpr std::uint64_t pages = 1000;

// A run of 1000 pages that took `elapsed_ns`.
Result run_of(double elapsed_ns, ThreadIndex threads) {
  Result result;
  result.cell = {"kernel", "lz4", threads};
  result.measured.operations = pages;
  result.measured.elapsed_ns = elapsed_ns;
  return result;
}

Result in_kernel(Result result, double same_filled_write_ns) {
  result.kernel = KernelReport{.release = "6.18.44", .strategy = "per-cpu-sleepable", .backend = "lz4", .parameters = {}, .io = "pwrite",
                               .same_filled_write_ns = same_filled_write_ns};
  return result;
}

TEST(time_split, of_one_thread_is_its_time_for_a_page) {
  const auto split = split_time(in_kernel(run_of(5e6, 1), 1200), pages / 3e-3, 2);
  ASSERT_TRUE(split);
  EXPECT_DOUBLE_EQ(split->page_ns, 5000);
  EXPECT_DOUBLE_EQ(split->codec_ns, 3000);
  EXPECT_DOUBLE_EQ(split->syscall_ns, 1200);
  EXPECT_DOUBLE_EQ(split->engine_ns(), 800);
}

TEST(time_split, of_several_threads_is_that_of_each_on_its_cpu) {
  const auto two = split_time(run_of(5e6, 2), pages / 4e-3, 2);
  ASSERT_TRUE(two);
  EXPECT_DOUBLE_EQ(two->page_ns, 10000);
  EXPECT_DOUBLE_EQ(two->codec_ns, 8000);
  EXPECT_DOUBLE_EQ(two->syscall_ns, 0) << "nothing is entered";
  const auto eight = split_time(run_of(5e6, 8), pages / 4e-3, 2);
  EXPECT_DOUBLE_EQ(eight->page_ns, two->page_ns) << "more threads than CPUs take turns";
}

TEST(time_split, of_an_open_loop_or_without_a_bare_loop_is_none) {
  EXPECT_FALSE(split_time(run_of(5e6, 1), 0, 2));
  EXPECT_FALSE(split_time(run_of(0, 1), 1e6, 2));
  Result open = run_of(5e6, 1);
  open.measured.open.emplace();
  EXPECT_FALSE(split_time(open, 1e6, 2));
}

TEST(time_split, table_has_medians_and_names_the_kernel) {
  std::vector<Result> results;
  for (const double elapsed_ns : {5e6, 9e6, 6e6}) {
    results.push_back(in_kernel(run_of(elapsed_ns, 1), 1000));
    results.back().split = split_time(results.back(), pages / 3e-3, 2);
  }
  const std::string text = format_splits(results);
  EXPECT_NE(text.find("kernel                       1       6000     3000     2000     1000\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Linux 6.18.44, whose zram has per-cpu-sleepable, by pwrite"), std::string::npos) << text;
}

TEST(time_split, table_is_empty_where_the_kernel_takes_no_part) {
  EXPECT_EQ(format_splits(std::vector<Result>{run_of(5e6, 1)}), "");
}

TEST(time_split, is_in_the_rows_json) {
  Result result = in_kernel(run_of(5e6, 1), 1200);
  result.split = split_time(result, pages / 3e-3, 2);
  nlohmann::ordered_json row;
  add_kernel(row, result);
  EXPECT_EQ(row["kernel"]["release"], "6.18.44");
  EXPECT_EQ(row["kernel"]["strategy"], "per-cpu-sleepable");
  EXPECT_EQ(row["kernel"]["backend"], "lz4");
  EXPECT_EQ(row["kernel"]["io"], "pwrite");
  EXPECT_EQ(row["era"], "6.18") << "whatever the options say of our devices";
  EXPECT_EQ(row["split_ns"]["engine"], 800.0);
}

TEST(time_split, adds_nothing_to_rows_without_the_kernel) {
  nlohmann::ordered_json row;
  add_kernel(row, run_of(5e6, 1));
  EXPECT_TRUE(row.empty());
}

}  // namespace
}  // namespace zramlab::test
