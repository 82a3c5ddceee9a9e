#include "bench/compare/child_run.h"

#include "bench/compare/temporary_folder.h"
#include "engine/base/input_error.h"

#include <gtest/gtest.h>

#include <csignal>

namespace zramlab::test {
namespace {

ChildEnd shell(const std::string& text) {
  const TemporaryFolder folder;
  return run_child("/bin/sh", {"-c", text}, folder.path());
}

TEST(child_run, knows_how_a_program_ended_and_what_it_said_last) {
  const ChildEnd end = shell("echo dropped; echo kept >&2; exit 7");
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_EQ(end.errors, "kept");
  EXPECT_EQ(end.describe(), "exit code 7: kept");
  EXPECT_EQ(shell("exit 0").exit_code, 0);
}

TEST(child_run, knows_the_signal_that_ended_a_program) {
  const ChildEnd end = shell("kill -SEGV $$");
  EXPECT_EQ(end.signal, SIGSEGV);
  EXPECT_NE(end.describe().find("signal 11"), std::string::npos) << end.describe();
}

TEST(child_run, gives_the_program_nothing_to_read) { EXPECT_EQ(shell("read line || exit 3").exit_code, 3); }

TEST(child_run, keeps_the_end_of_a_long_complaint) {
  const ChildEnd end = shell("for i in 1 2 3 4 5 6 7 8 9; do printf '%0500d' 0 >&2; done; echo the reason >&2; exit 1");
  EXPECT_LT(end.errors.size(), 2100u);
  EXPECT_TRUE(end.errors.ends_with("the reason"));
}

TEST(child_run, refuses_what_is_no_program) {
  const TemporaryFolder folder;
  for (const char* const wrong : {"/no/such/program", "/etc/passwd", "/"}) {
    try {
      run_child(wrong, {}, folder.path());
      ADD_FAILURE() << "started " << wrong;
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input);
      EXPECT_NE(std::string(error.what()).find(wrong), std::string::npos) << error.what();
    }
  }
}

TEST(temporary_folder, is_removed_with_what_is_in_it) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    ASSERT_TRUE(std::filesystem::is_directory(path));
    std::filesystem::create_directory(path / "inside");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace zramlab::test
