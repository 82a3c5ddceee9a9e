// bench gate through the whole program: files in, reports and exit codes out.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <fstream>

namespace zramlab::test {
namespace {

const char* const run_options = "--on laptop-4 --strategy idle-list,per-cpu --threads 4 --ops 1000 --no-sensitivity";

// A thresholds file whose runs are simulated, and what it may name.
class GateFiles {
 public:
  GateFiles() {
    Json thresholds = {{"runs", {run_options}}, {"names", {{"*", {{"items_per_second", Json::object()}}}}}};
    write(thresholds_, thresholds);
  }
  void write(const std::string& file, const Json& document) { std::ofstream(file) << document.dump(); }

  [[nodiscard]] Words words(const Words& more) const {
    Words all = {"gate", "--thresholds", thresholds_, "--baseline", baseline_};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name).string(); }
  [[nodiscard]] const std::string& thresholds() const { return thresholds_; }
  [[nodiscard]] const std::string& baseline() const { return baseline_; }

  // Makes every throughput of the baseline `factor` times as large.
  void scale_baseline(double factor) {
    Json document = json_in(baseline_);
    for (Json& row : document["benchmarks"]) row["items_per_second"] = row["items_per_second"].get<double>() * factor;
    write(baseline_, document);
  }

 private:
  Folder folder_;
  std::string thresholds_ = folder_.file("thresholds.json").string();
  std::string baseline_ = folder_.file("baseline.json").string();
};

TEST(gate, passes_against_its_own_baseline_and_sees_every_digit) {
  GateFiles files;
  const Ended written = bench(files.words({"--update-baseline"}));
  EXPECT_EQ(written.exit_code, 0) << written;
  const Ended same = bench(files.words({}));
  EXPECT_EQ(same.exit_code, 0) << same;
  EXPECT_TRUE(same.says("3 passed")) << same;
  files.scale_baseline(1.001);
  const Ended slower = bench(files.words({}));
  EXPECT_EQ(slower.exit_code, 2) << slower;
  EXPECT_TRUE(slower.says("regression")) << slower;
  files.scale_baseline(0.99);
  const Ended faster = bench(files.words({}));
  EXPECT_EQ(faster.exit_code, 0) << faster;
  EXPECT_TRUE(faster.says("--update-baseline")) << faster;
}

TEST(gate, writes_its_reports) {
  GateFiles files;
  ASSERT_EQ(bench(files.words({"--update-baseline"})).exit_code, 0);
  files.scale_baseline(2);
  const Ended ended = bench(files.words({"--markdown", files.file("gate.md"), "--junit", files.file("gate.xml"), "--json", files.file("gate.json")}));
  EXPECT_EQ(ended.exit_code, 2) << ended;
  EXPECT_NE(read_file(files.file("gate.md")).find("REGRESSION"), std::string::npos);
  EXPECT_NE(read_file(files.file("gate.xml")).find("failures=\"3\""), std::string::npos) << read_file(files.file("gate.xml"));
  EXPECT_EQ(json_in(files.file("gate.json"))["findings"].size(), 3u);
}

TEST(gate, judges_results_that_are_there_already) {
  GateFiles files;
  const Folder folder;
  results_of({"--on", "laptop-4", "--strategy", "idle-list,per-cpu", "--threads", "4", "--ops", "1000", "--no-sensitivity"}, folder);
  const std::string results = folder.file("results.json").string();
  ASSERT_EQ(bench(files.words({results, "--update-baseline"})).exit_code, 0);
  EXPECT_EQ(bench(files.words({results})).exit_code, 0);
  EXPECT_EQ(bench(files.words({})).exit_code, 0);  // the same runs, done now
}

TEST(gate, measures_two_builds_in_turns) {
  GateFiles files;
  const Ended ended = bench({"gate", "--thresholds", files.thresholds(), "--binary", ZRAMLAB_BENCH, "--rounds", "1"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("3 passed")) << ended;
}

TEST(gate, without_enough_samples_cannot_tell) {
  GateFiles files;
  files.write(files.thresholds(), {{"names", {{"idle-list/*", {{"real_time", {{"max_regression", 0.1}}}}}}}});
  const Ended ended = bench({"gate", "--thresholds", files.thresholds(), "--binary", ZRAMLAB_BENCH, "--rounds", "1", "--run",
                             "--strategy idle-list --threads 1 --ops 100"});
  EXPECT_EQ(ended.exit_code, 3) << ended;
  EXPECT_TRUE(ended.says("an interval takes 6")) << ended;
}

TEST(gate, refuses_what_does_not_go_together) {
  GateFiles files;
  const std::vector<std::tuple<Words, int, std::string>> wrong = {
      {{"gate"}, 64, "--thresholds"},
      {{"gate", "--thresholds", files.thresholds()}, 64, "--binary"},
      {{"gate", "--thresholds", "/nowhere.json", "--baseline", "x"}, 66, "/nowhere.json"},
      {files.words({"/nowhere.json"}), 66, "baseline.json"},
      {files.words({"--binary", ZRAMLAB_BENCH}), 64, "--baseline"},
      {files.words({"--confirm", "true"}), 64, "--confirm"},
      {{"gate", "--thresholds", files.thresholds(), "--binary", "/nowhere/bench", "--rounds", "1"}, 66, "/nowhere/bench"},
      {{"gate", "--thresholds", files.thresholds(), "--binary", "/bin/false", "--rounds", "1"}, 1, "/bin/false"},
  };
  for (const auto& [words, code, hint] : wrong) {
    const Ended ended = bench(words);
    EXPECT_EQ(ended.exit_code, code) << ended;
    EXPECT_TRUE(ended.complains(hint)) << ended;
  }
}

}  // namespace
}  // namespace zramlab::test
