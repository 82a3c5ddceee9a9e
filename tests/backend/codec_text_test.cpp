// What `--codec` accepts, and what it says of the rest.
#include "engine/base/input_error.h"
#include "tests/backend/codecs.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

using Names = std::vector<std::string>;

// The error that `text` gives; its code and message.
InputError error_of(const std::string& text) {
  try {
    make_codec(text);
  } catch (const InputError& error) {
    return error;
  }
  ADD_FAILURE() << text << " was accepted";
  return usage_error("");
}

void expect_usage(const std::string& text, const std::string& message) {
  const InputError error = error_of(text);
  EXPECT_EQ(error.code(), ExitCode::usage) << text;
  EXPECT_EQ(error.what(), message) << text;
}

std::string names_there_are() {
  return has_backend("lzo") ? "lzo, lz4, lz4hc, zstd, deflate, null" : "lz4, lz4hc, zstd, deflate, null";
}

TEST(CodecText, of_every_backend_in_the_table_makes_a_codec) {
  for (const BackendEntry& entry : backends()) {
    EXPECT_NE(make_codec(entry.name), nullptr) << entry.name;
    EXPECT_FALSE(entry.summary.empty()) << entry.name;
  }
}

TEST(CodecText, may_end_in_an_empty_parameter_list) { EXPECT_NE(make_codec("zstd:"), nullptr); }

TEST(CodecText, of_an_unknown_name_lists_the_names_there_are) {
  expect_usage("lz5", "--codec: no codec is called 'lz5'; there are: " + names_there_are());
  expect_usage("", "--codec: no codec is called ''; there are: " + names_there_are());
}

TEST(CodecText, of_a_parameter_alone_says_where_parameters_go) {
  expect_usage("level=3", "--codec: no codec is called 'level=3'; there are: " + names_there_are() +
                              "; a codec's parameters follow a colon, as in zstd:level=3");
}

TEST(CodecText, with_an_unknown_parameter_says_what_is_taken) {
  expect_usage("deflate:depth=3",
               "--codec deflate: there is no parameter 'depth'; it takes level=N (0 to 9, default 6)");
  expect_usage("null:level=3", "--codec null: there is no parameter 'level'; it takes none");
}

TEST(CodecText, with_a_parameter_without_value_says_so) {
  const std::string taken = "it takes level=N (3 to 9, default 9)";
  expect_usage("lz4hc:level", "--codec lz4hc: 'level' is not a parameter with its value; " + taken);
  expect_usage("lz4hc:level=", "--codec lz4hc: 'level=' is not a parameter with its value; " + taken);
  expect_usage("lz4hc:=9", "--codec lz4hc: '=9' is not a parameter with its value; " + taken);
  expect_usage("lz4hc:,level=9", "--codec lz4hc: '' is not a parameter with its value; " + taken);
}

TEST(CodecText, with_a_parameter_twice_says_so) {
  expect_usage("zstd:level=3,level=4", "--codec zstd: level is given twice");
}

TEST(CodecText, with_a_number_out_of_range_says_the_range) {
  expect_usage("lz4:acceleration=0", "--codec lz4: acceleration must be a whole number from 1 to 65537, not '0'");
  expect_usage("lz4hc:level=10", "--codec lz4hc: level must be a whole number from 3 to 9, not '10'");
  expect_usage("zstd:level=23", "--codec zstd: level must be a whole number from -131072 to 22, not '23'");
  expect_usage("deflate:level=-1", "--codec deflate: level must be a whole number from 0 to 9, not '-1'");
}

TEST(CodecText, with_what_is_no_number_says_so) {
  for (const std::string value : {"fast", "3.5", "3x", " 3", "+3", "99999999999999999999"}) {
    expect_usage("deflate:level=" + value,
                 "--codec deflate: level must be a whole number from 0 to 9, not '" + value + "'");
  }
}

TEST(CodecText, with_an_unreadable_dictionary_names_the_file_and_the_reason) {
  const InputError missing = error_of("zstd:dictionary=/nowhere/at/all");
  EXPECT_EQ(missing.code(), ExitCode::bad_input);
  EXPECT_STREQ(missing.what(),
               "--codec zstd: the dictionary '/nowhere/at/all' cannot be read: No such file or directory");
  const InputError directory = error_of("lz4:dictionary=" + ::testing::TempDir());
  EXPECT_EQ(directory.code(), ExitCode::bad_input);
  EXPECT_NE(std::string(directory.what()).find("cannot be read: Is a directory"), std::string::npos);
}

TEST(CodecText, with_an_endless_dictionary_comes_to_an_end) {
  const InputError error = error_of("zstd:dictionary=/dev/zero");
  EXPECT_EQ(error.code(), ExitCode::bad_input);
  EXPECT_STREQ(error.what(),
               "--codec zstd: the dictionary '/dev/zero' holds more than 16777216 bytes, the most that can be used");
}

TEST(CodecText, with_a_dictionary_too_small_or_too_large_for_lz4_says_so) {
  const std::vector<std::byte> bytes(65537);
  const auto message = [&](std::size_t count) {
    const std::string path = write_test_file("dictionary", std::span(bytes).first(count));
    const InputError error = error_of("lz4:dictionary=" + path);
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    return std::string(error.what());
  };
  EXPECT_NE(message(0).find("holds 0 bytes; at least 8 are needed"), std::string::npos);
  EXPECT_NE(message(7).find("holds 7 bytes; at least 8 are needed"), std::string::npos);
  EXPECT_NE(message(65537).find("holds more than 65536 bytes"), std::string::npos);
}

TEST(CodecText, is_the_codecs_name_in_results) {
  EXPECT_EQ(canonical_codec_name("lz4"), "lz4");
  EXPECT_EQ(canonical_codec_name("zstd:level=3"), "zstd:level=3");
  EXPECT_EQ(canonical_codec_name("zstd:"), "zstd");
}

TEST(CodecList, of_names_splits_at_commas) {
  EXPECT_EQ(split_codec_list("lz4"), Names{"lz4"});
  EXPECT_EQ(split_codec_list("lz4,zstd,lzo"), (Names{"lz4", "zstd", "lzo"}));
}

TEST(CodecList, keeps_parameters_with_their_codec) {
  EXPECT_EQ(split_codec_list("lz4,zstd:level=3,dictionary=x,lzo"), (Names{"lz4", "zstd:level=3,dictionary=x", "lzo"}));
  EXPECT_EQ(split_codec_list("zstd:level=1,zstd:level=3,lz4:acceleration=2,dictionary=y"),
            (Names{"zstd:level=1", "zstd:level=3", "lz4:acceleration=2,dictionary=y"}));
}

TEST(CodecList, keeps_a_colon_in_a_file_name) {
  EXPECT_EQ(split_codec_list("zstd:level=1,dictionary=a:b,lz4"), (Names{"zstd:level=1,dictionary=a:b", "lz4"}));
}

TEST(CodecList, leaves_mistakes_for_the_codec_to_refuse) {
  EXPECT_EQ(split_codec_list("lz4,,lzo"), (Names{"lz4", "", "lzo"}));
  EXPECT_EQ(split_codec_list("lz4,level=3"), (Names{"lz4", "level=3"}));
  EXPECT_EQ(split_codec_list(""), Names{""});
  EXPECT_EQ(split_codec_list("lz4,"), (Names{"lz4", ""}));
}

}  // namespace
}  // namespace zramlab::test
