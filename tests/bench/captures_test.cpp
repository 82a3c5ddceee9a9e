#include "bench/captures.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace zramlab::test {
namespace {

TEST(find_capture, a_shipped_capture_is_found_by_its_name) {
  for (const char* name : {"gxx", "node"}) {
    const std::filesystem::path file = find_capture(name);
    EXPECT_EQ(file.filename(), std::string(name) + ".ztrace");
    EXPECT_TRUE(std::filesystem::exists(file)) << file;
  }
}

TEST(find_capture, a_file_is_itself) {
  const std::string file = find_capture("gxx");
  EXPECT_EQ(find_capture(file), file);
}

TEST(find_capture, an_unknown_name_lists_what_is_shipped_and_is_bad_input) {
  try {
    find_capture("no-such-capture");
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    const std::string message = error.what();
    EXPECT_NE(message.find("--trace"), std::string::npos) << message;
    EXPECT_NE(message.find("'no-such-capture'"), std::string::npos) << message;
    EXPECT_NE(message.find("gxx, node"), std::string::npos) << message;
  }
}

TEST(find_capture, names_the_argument_that_asked) {
  try {
    find_capture("no-such-capture", "FILE");
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("FILE: there is no file 'no-such-capture'"), 0u) << error.what();
  }
}

}  // namespace
}  // namespace zramlab::test
