// The codecs that the conformance tests run over, made from the table, and short ways to use one.
#pragma once

#include "engine/backend/table.h"
#include "tests/support/pages.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab::test {

// Every backend as it stands; those that take a dictionary with one; and the ends of the parameters' ranges.
// "DICTIONARY" stands for a file that make_test_codec() writes.
std::vector<std::string> codecs_to_test();

// A codec as a test's name: "zstd:level=-5" is "zstd_level_minus_5".
std::string name_of_codec(const ::testing::TestParamInfo<std::string>& codec);

std::shared_ptr<const Codec> make_test_codec(const std::string& text);

bool has_backend(std::string_view name);

// Writes a file of the running test's own and returns its path.
std::string write_test_file(std::string_view name, ByteView content);

// Bytes that text pages have much in common with.
std::vector<std::byte> text_dictionary();

// The page's compressed form, in memory that ends where it ends. A failure fails the test.
std::vector<std::byte> compressed_form(Backend& backend, const Page& page);

}  // namespace zramlab::test
