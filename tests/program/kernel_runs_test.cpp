// bench --on kernel, as its users see it.
#include "tests/program/kernel_support.h"

#include <algorithm>

namespace zramlab::test {
namespace {

using KernelRunsTest = KernelTest;

Words beside_the_host(const std::string& trace) {
  return {"--on", "host,kernel", "--strategy", "per-cpu-sleepable", "--trace", trace, "--threads", "1"};
}

TEST_F(KernelRunsTest, give_a_verified_row_that_says_which_kernel_it_is_of) {
  const Json row = row_of(results_of(beside_the_host(small_trace(folder_)), folder_), "kernel");
  EXPECT_EQ(row["verified"], true);
  EXPECT_EQ(row["kind"], "strategy");
  EXPECT_GT(row["reads_checked"], 0);
  EXPECT_EQ(row["kernel"]["backend"], "lz4");
  EXPECT_EQ(row["kernel"]["io"], "pwrite");
  EXPECT_FALSE(row["kernel"]["release"].get<std::string>().empty());
  EXPECT_GT(row["kernel"]["same_filled_write_ns"], 0);
  EXPECT_FALSE(row.contains("steps_ns")) << "nobody sees steps inside of the kernel";
  EXPECT_FALSE(has_registers());
}

TEST_F(KernelRunsTest, store_the_same_pages_as_a_strategy_of_ours) {
  const Json document = results_of(beside_the_host(small_trace(folder_)), folder_);
  const Json kernel = row_of(document, "kernel")["mm_stat"];
  const Json ours = row_of(document, "per-cpu-sleepable")["mm_stat"];
  EXPECT_EQ(kernel["orig_data_size"], ours["orig_data_size"]);
  EXPECT_EQ(kernel["same_pages"], ours["same_pages"]);
  EXPECT_GT(kernel["compr_data_size"], 0);
  EXPECT_GT(kernel["mem_used_total"], 0);
}

TEST_F(KernelRunsTest, beside_the_host_split_a_pages_time) {
  const Json document = results_of(beside_the_host(small_trace(folder_)), folder_);
  for (const char* const strategy : {"kernel", "per-cpu-sleepable", "bare-loop"}) {
    const Json split = row_of(document, strategy)["split_ns"];
    EXPECT_GT(split["page"], 0) << strategy;
    EXPECT_NEAR(split["codec"].get<double>() + split["engine"].get<double>() + split["syscall"].get<double>(), split["page"].get<double>(), 1e-3);
    EXPECT_EQ(split["syscall"] > 0, std::string(strategy) == "kernel") << strategy;
  }
  EXPECT_EQ(row_of(document, "bare-loop")["split_ns"]["engine"], 0.0);
}

TEST_F(KernelRunsTest, take_several_threads_open_loops_and_rings) {
  const std::string trace = small_trace(folder_);
  for (const Words& more : {Words{"--threads", "2"}, Words{"--arrival", "constant", "--rate", "20k"}, Words{"--io", "io_uring"},
                            Words{"--populate", "all", "--warmup", "100"}}) {
    Words words{"--on", "kernel", "--trace", trace, "--ops", "2k"};
    if (more.front() != "--threads") words.insert(words.end(), {"--threads", "1"});
    words.insert(words.end(), more.begin(), more.end());
    const Json row = row_of(results_of(words, folder_), "kernel");
    EXPECT_EQ(row["verified"], true) << more.front();
    EXPECT_EQ(row["iterations"], 2000) << more.front();
    EXPECT_EQ(row["failed_operations"], 0) << more.front();
  }
}

TEST_F(KernelRunsTest, discard_and_have_the_limit_that_a_workload_wants) {
  const Json row = row_of(results_of({"--on", "kernel", "--workload", "memory-pressure", "--ops", "20k", "--threads", "2"}, folder_), "kernel");
  EXPECT_EQ(row["verified"], true);
  EXPECT_GT(row["io_stat"]["notify_free"], 0);
  EXPECT_GT(row["mm_stat"]["mem_limit"], 0);
}

TEST_F(KernelRunsTest, beyond_a_limit_tell_what_failed_and_are_results) {
  const Json row = row_of(results_of({"--on", "kernel", "--trace", small_trace(folder_), "--threads", "1", "--mem-limit", "64K"}, folder_), "kernel");
  EXPECT_GT(row["failed_operations"], 0);
  EXPECT_EQ(row["failed_operations"], row["io_stat"]["failed_writes"]);
  EXPECT_EQ(row["mm_stat"]["mem_limit"], 65536);
  EXPECT_EQ(row["verified"], true) << "what was refused left what was there";
}

TEST_F(KernelRunsTest, that_are_dry_add_no_device) {
  const Ended ended = bench({"--on", "kernel", "--trace", small_trace(folder_), "--disksize", own_disksize(), "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("kernel/codec:lz4")) << ended;
  EXPECT_FALSE(has_registers());
}

// On any machine, with or without root and zram.
TEST(kernel_runs, work_or_say_in_one_line_what_is_missing) {
  const Folder folder;
  const std::string trace = small_trace(folder);
  for (const char* const codec : {"lz4", "lz4hc", "zstd", "deflate", "lz4:acceleration=2"}) {
    const Ended ended = bench({"--on", "kernel", "--trace", trace, "--codec", codec, "--threads", "1", "--ops", "100"});
    if (ended.exit_code == 0) continue;
    EXPECT_EQ(ended.exit_code, 66) << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: zram: ")) << ended;
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << ended;
  }
}

}  // namespace
}  // namespace zramlab::test
