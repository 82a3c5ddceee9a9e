#include "tests/backend/codecs.h"

#include "engine/base/table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

namespace zramlab::test {
namespace {

constexpr std::string_view placeholder = "DICTIONARY";

constexpr std::array<std::string_view, 8> variants{
    "lz4:acceleration=65537", "lz4hc:level=3",   "zstd:level=-131072", "zstd:level=1",
    "zstd:level=22",          "deflate:level=0", "deflate:level=9",    "zstd:level=9,dictionary=DICTIONARY"};

}  // namespace

std::vector<std::string> codecs_to_test() {
  std::vector<std::string> codecs;
  for (const BackendEntry& entry : backends()) {
    codecs.emplace_back(entry.name);
    if (entry.parameters.find("dictionary=FILE") != std::string_view::npos) {
      codecs.push_back(std::string(entry.name) + ":dictionary=" + std::string(placeholder));
    }
  }
  codecs.insert(codecs.end(), variants.begin(), variants.end());
  return codecs;
}

std::string name_of_codec(const ::testing::TestParamInfo<std::string>& codec) {
  std::string name;
  for (const char c : codec.param) {
    if (c == '-') {
      name += "minus_";
    } else {
      name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
  }
  return name;
}

std::shared_ptr<const Codec> make_test_codec(const std::string& text) {
  const std::size_t at = text.find(placeholder);
  if (at == std::string::npos) return make_codec(text);
  const std::string path = write_test_file("dictionary", text_dictionary());
  return make_codec(text.substr(0, at) + path + text.substr(at + placeholder.size()));
}

bool has_backend(std::string_view name) { return find_in(backends(), name) != nullptr; }

std::string write_test_file(std::string_view name, ByteView content) {
  const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
  std::string path = std::string("zramlab_") + test.test_suite_name() + "_" + test.name() + "_" + std::string(name);
  std::ranges::replace(path, '/', '_');
  path = ::testing::TempDir() + path;
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  return path;
}

std::vector<std::byte> text_dictionary() {
  const Page page = text_page(1000);
  return {page.begin(), page.begin() + 1024};
}

std::vector<std::byte> compressed_form(Backend& backend, const Page& page) {
  std::array<std::byte, stream_buffer_bytes> buffer;
  std::size_t length = 0;
  EXPECT_EQ(backend.compress(page, buffer, length), Outcome::ok);
  EXPECT_GE(length, 1U);
  EXPECT_LE(length, stream_buffer_bytes);
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace zramlab::test
