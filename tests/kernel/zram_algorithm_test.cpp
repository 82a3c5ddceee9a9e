// Our codecs, as the kernel wants to hear of them.
#include "bench/kernel/zram_algorithm.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace zramlab::test {
namespace {

std::string parameters_of(std::string_view codec) { return zram_algorithm_of(codec).parameters; }

std::string refusal_of(std::string_view codec) {
  try {
    ADD_FAILURE() << codec << " became " << zram_algorithm_of(codec).name;
    return "";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
}

TEST(zram_algorithm, has_our_codecs_name_and_no_parameters_for_its_defaults) {
  for (const char* const name : {"lzo", "lz4", "lz4hc", "zstd", "deflate"}) {
    EXPECT_EQ(zram_algorithm_of(name).name, name);
    EXPECT_EQ(parameters_of(name), "") << name;
  }
}

TEST(zram_algorithm, calls_every_strength_a_level) {
  EXPECT_EQ(parameters_of("zstd:level=7"), "level=7");
  EXPECT_EQ(parameters_of("lz4:acceleration=3"), "level=3");
  EXPECT_EQ(parameters_of("lz4hc:level=4"), "level=4");
}

TEST(zram_algorithm, gives_a_dictionary_by_its_whole_path) {
  EXPECT_EQ(parameters_of("zstd:level=3,dictionary=words"), "level=3 dict=" + std::filesystem::absolute("words").string());
}

TEST(zram_algorithm, is_refused_where_the_kernel_has_none) {
  const std::string refusal = refusal_of("null");
  EXPECT_NE(refusal.find("--codec null"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("lz4hc"), std::string::npos) << "names those there are: " << refusal;
}

TEST(zram_algorithm, is_refused_for_a_parameter_that_the_kernel_does_not_take) {
  EXPECT_NE(refusal_of("lz4:level=3").find("level"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
