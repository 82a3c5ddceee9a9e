// Files of timelines that came to no good end; what is in good ones is compared by tests/scripts/timeline_test.py.
#include "bench/timeline/file.h"
#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace zramlab::test {
namespace {

class TimelineFileTest : public testing::Test {
 protected:
  std::string file(const char* name) { return folder_.file(name).string(); }

  MachineProfile machine_;
  Cell cell_;

 private:
  Folder folder_;
};

TEST_F(TimelineFileTest, a_run_that_fails_leaves_what_happened_until_then) {
  const std::string name = file("run.json");
  try {
    TimelineFile timeline(name, machine_, cell_);
    for (Ticks begin = 0; begin < 3; ++begin) timeline.timeline().add({.begin = begin, .end = begin + 1, .kind = TimelineKind::copy});
    throw std::runtime_error("deadlock");
  } catch (const std::runtime_error&) {
  }
  std::ifstream stream(name);
  std::size_t slices = 0;
  const auto document = nlohmann::json::parse(stream);
  for (const auto& event : document["traceEvents"]) slices += event["ph"] == "X" ? 1 : 0;
  EXPECT_EQ(slices, 3u);
}

TEST_F(TimelineFileTest, a_run_that_does_not_begin_leaves_no_file) {
  for (const char* name : {"run.json", "run.fxt"}) {
    { const TimelineFile timeline(file(name), machine_, cell_); }
    EXPECT_FALSE(std::filesystem::exists(file(name))) << name;
  }
}

TEST_F(TimelineFileTest, a_file_that_cannot_be_written_is_named_before_the_run) {
  const std::string name = file("no_such_folder/run.fxt");
  try {
    const TimelineFile timeline(name, machine_, cell_);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("--timeline: cannot write " + name), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace zramlab::test
