// Files of timelines that came to no good end; what is in good ones is compared by tests/scripts/timeline_test.py.
#include "bench/timeline/file.h"
#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace zramlab::test {
namespace {

class TimelineFileTest : public testing::Test {
 protected:
  std::string file(const char* name) { return folder_.file(name).string(); }
  static void add_copies(TimelineFile& file, Ticks count) {
    for (Ticks begin = 0; begin < count; ++begin) file.timeline().add({.begin = begin, .end = begin + 1, .kind = TimelineKind::copy});
  }
  static nlohmann::json json_in(const std::string& name) {
    std::ifstream stream(name);
    return nlohmann::json::parse(stream);
  }

  MachineProfile machine_;
  Cell cell_;

 private:
  Folder folder_;
};

TEST_F(TimelineFileTest, a_run_that_fails_leaves_what_happened_until_then) {
  try {
    TimelineFile timeline(file("run.json"), machine_, cell_);
    add_copies(timeline, 3);
    throw std::runtime_error("deadlock");
  } catch (const std::runtime_error&) {
  }
  std::size_t slices = 0;
  const nlohmann::json document = json_in(file("run.json"));
  for (const auto& event : document["traceEvents"]) slices += event["ph"] == "X" ? 1 : 0;
  EXPECT_EQ(slices, 3u);
}

TEST_F(TimelineFileTest, names_may_hold_what_json_gives_a_meaning) {
  machine_.name = R"(my "lap\top")";
  TimelineFile timeline(file("run.json"), machine_, cell_);
  timeline.finish();
  const nlohmann::json document = json_in(file("run.json"));
  EXPECT_EQ(document["traceEvents"][0]["args"]["name"], "CPUs of " + machine_.name);
  EXPECT_NE(document["otherData"]["title"].get<std::string>().find(machine_.name), std::string::npos) << document["otherData"];
}

TEST_F(TimelineFileTest, a_disk_that_is_full_is_named_whatever_goes_wrong_later) {
  for (const char* name : {"full.json", "full.fxt"}) {
    std::filesystem::create_symlink("/dev/full", file(name));
    TimelineFile timeline(file(name), machine_, cell_);
    add_copies(timeline, 100'000);
    errno = EINTR;
    try {
      timeline.finish();
      ADD_FAILURE() << "no error";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(std::strerror(ENOSPC)), std::string::npos) << error.what();
    }
  }
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
