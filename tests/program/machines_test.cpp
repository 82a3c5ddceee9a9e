// bench list machines and bench calibrate.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace zramlab::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> shipped_machines() {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(ZRAMLAB_MACHINES)) names.push_back(file.path().stem().string());
  return names;
}

TEST(list_machines, shows_every_shipped_machine) {
  const Ended ended = bench({"list", "machines"});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  for (const std::string& name : shipped_machines()) EXPECT_TRUE(ended.says(name)) << name << "\n" << ended;
}

TEST(list_machines, shows_each_constant_of_one_with_its_source) {
  for (const std::string& name : shipped_machines()) {
    const Ended ended = bench({"list", "machines", name});
    EXPECT_EQ(ended.exit_code, 0) << ended;
    const Json file = json_in(fs::path(ZRAMLAB_MACHINES) / (name + ".json"));
    for (const auto& [constant, value] : file["machine"].items()) {
      EXPECT_TRUE(ended.says(constant) && ended.says(value["source"].get<std::string>())) << constant << "\n" << ended;
    }
  }
}

TEST(list_machines, names_the_machines_there_are_for_an_unknown_one) {
  const Ended ended = bench({"list", "machines", "mars"});
  EXPECT_EQ(ended.exit_code, 64) << ended;
  for (const std::string& name : shipped_machines()) EXPECT_TRUE(ended.complains(name)) << ended;
}

TEST(list_machines, refuses_a_file_that_is_no_profile) {
  const Folder folder;
  const fs::path file = folder.file("mine.json");
  std::ofstream(file) << "{\"name\": \"mine\"}";
  const Ended ended = bench({"list", "machines", file.string()});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains(file.string())) << ended;
}

TEST(list_machines, refuses_a_folder) {
  const Folder folder;
  fs::create_directories(folder.file("dir.json"));
  const Ended ended = bench({"list", "machines", folder.file("dir.json").string()});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("dir.json is a folder")) << ended;
}

// What an older version calibrated has not all constants.
TEST(list_machines, shows_the_others_when_this_hosts_profile_is_of_another_version) {
  const Folder home;
  fs::create_directories(home.file("zramlab/machines"));
  std::ofstream(home.file("zramlab/machines/host.json")) << "{\"name\": \"host\", \"description\": \"old\"}";
  setenv("XDG_DATA_HOME", home.file("").c_str(), 1);
  const Ended listed = bench({"list", "machines"});
  const Ended used = bench({"--on", "simulated-host", "--ops", "100"});
  unsetenv("XDG_DATA_HOME");
  EXPECT_EQ(listed.exit_code, 0) << listed;
  EXPECT_TRUE(listed.says("cannot be used")) << listed;
  for (const std::string& name : shipped_machines()) EXPECT_TRUE(listed.says(name)) << name << "\n" << listed;
  EXPECT_EQ(used.exit_code, 66) << used;
  EXPECT_TRUE(used.complains("bench calibrate writes it anew")) << used;
}

TEST(calibrate, writes_a_profile_that_can_be_listed) {
  const Folder folder;
  const fs::path file = folder.file("below/host.json");
  const Ended ended = bench({"calibrate", "--quick", "--output", file.string()});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says(file.string())) << ended;
  const Ended listed = bench({"list", "machines", file.string()});
  EXPECT_EQ(listed.exit_code, 0) << listed;
  EXPECT_TRUE(listed.says("core.wake_latency_ns")) << listed;
  const Json results = results_of({"--on", file.string(), "--ops", "100", "--strategy", "per-cpu", "--threads", "1", "--no-sensitivity"}, folder);
  EXPECT_TRUE(results["context"]["zramlab"]["simulation"]["cost_tables"]["lz4"].get<std::string>().starts_with("host-gxx.costs:")) << results["context"];
}

TEST(calibrate, interrupted_leaves_no_file) {
  const Folder folder;
  const fs::path file = folder.file("below/host.json");
  Child child({"calibrate", "--output", file.string()}, folder.file(""));
  child.send(SIGINT);
  const Ended ended = child.wait();
  EXPECT_NE(ended.exit_code, 0) << ended;
  EXPECT_FALSE(fs::exists(file.parent_path()));
}

TEST(calibrate, measures_the_page_costs_of_a_trace) {
  const Folder folder;
  const fs::path file = folder.file("small.costs");
  const Ended ended =
      bench({"calibrate", "--costs", small_trace(folder), "--codec", "lz4,zstd:level=1", "--output", file.string()});
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.says("lz4") && ended.says("zstd:level=1")) << ended;
  EXPECT_TRUE(fs::exists(file));
}

TEST(calibrate, page_costs_without_a_file_or_with_an_unknown_codec_are_refused) {
  const Folder folder;
  EXPECT_EQ(bench({"calibrate", "--costs", "gxx"}).exit_code, 64);
  EXPECT_EQ(bench({"calibrate", "--costs", "gxx", "--codec", "lz5", "--output", folder.file("x").string()}).exit_code, 64);
  EXPECT_EQ(bench({"calibrate", "--costs", "nothing", "--output", folder.file("x").string()}).exit_code, 66);
  EXPECT_FALSE(fs::exists(folder.file("x")));
}

}  // namespace
}  // namespace zramlab::test
