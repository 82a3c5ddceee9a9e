// The file of results, as it grows.
#include "bench/results_json.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace zramlab::test {
namespace {

TEST(results_file, earlier_results_stay_until_there_are_new_ones) {
  const Folder folder;
  RunOptions options;
  options.json = folder.file("results.json").string();
  std::ofstream(options.json) << "earlier";
  ResultsFile file(options, "work", {});
  EXPECT_EQ(read_file(options.json), "earlier");
  Result result;
  result.cell = {"per-cpu", "lz4", 2};
  file.add(result);
  EXPECT_NE(read_file(options.json).find("per-cpu/codec:lz4/workload:work/threads:2"), std::string::npos);
}

TEST(results_file, an_interrupted_run_without_results_leaves_earlier_ones) {
  const Folder folder;
  RunOptions options;
  options.json = folder.file("results.json").string();
  std::ofstream(options.json) << "earlier";
  ResultsFile(options, "work", {}).finish(true);
  EXPECT_EQ(read_file(options.json), "earlier");
}

TEST(results_file, nothing_is_left_where_nothing_was_measured) {
  const Folder folder;
  RunOptions options;
  options.json = folder.file("results.json").string();
  { const ResultsFile file(options, "work", {}); }
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("")));
}

}  // namespace
}  // namespace zramlab::test
