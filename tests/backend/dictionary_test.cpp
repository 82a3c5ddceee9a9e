// Dictionaries, of the backends that take one.
#include "engine/base/input_error.h"
#include "tests/backend/codecs.h"

#include <gtest/gtest.h>
#include <zdict.h>

#include <algorithm>
#include <array>

namespace zramlab::test {
namespace {

class DictionaryOf : public ::testing::TestWithParam<std::string> {
 protected:
  std::shared_ptr<const Codec> with_dictionary(ByteView bytes) {
    return make_codec(GetParam() + ":dictionary=" + write_test_file("dictionary", bytes));
  }
};

TEST_P(DictionaryOf, makes_pages_like_it_smaller) {
  const Page page = text_page(31);
  const std::size_t without = compressed_form(*make_codec(GetParam())->create(), page).size();
  const std::size_t with = compressed_form(*with_dictionary(text_dictionary())->create(), page).size();
  EXPECT_LT(with, without);
}

TEST_P(DictionaryOf, is_needed_to_restore_the_page) {
  const Page page = text_page(32);
  const std::vector<std::byte> compressed = compressed_form(*with_dictionary(text_dictionary())->create(), page);
  Page restored{};
  const Outcome outcome = make_codec(GetParam())->create()->decompress(compressed, restored);
  EXPECT_TRUE(outcome == Outcome::backend_failed || restored != page);
}

TEST_P(DictionaryOf, may_be_as_large_as_lz4_reaches) {
  std::vector<std::byte> bytes;
  for (std::uint64_t seed = 0; bytes.size() < 65536; ++seed) {
    const Page page = heap_page(seed);
    bytes.insert(bytes.end(), page.begin(), page.end());
  }
  const std::unique_ptr<Backend> backend = with_dictionary(bytes)->create();
  for (const Page& page : sample_pages(33)) {
    Page restored{};
    EXPECT_EQ(backend->decompress(compressed_form(*backend, page), restored), Outcome::ok);
    EXPECT_EQ(restored, page);
  }
}

std::vector<std::string> backends_with_dictionary() {
  std::vector<std::string> names;
  for (const BackendEntry& entry : backends()) {
    if (entry.parameters.find("dictionary=FILE") != std::string_view::npos) names.emplace_back(entry.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Table, DictionaryOf, ::testing::ValuesIn(backends_with_dictionary()), name_of_codec);

std::vector<std::byte> trained_dictionary() {
  std::vector<std::byte> samples;
  std::vector<std::size_t> sizes;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Page page = heap_page(seed);
    samples.insert(samples.end(), page.begin(), page.end());
    sizes.push_back(page.size());
  }
  std::vector<std::byte> dictionary(8192);
  const std::size_t bytes = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(), sizes.data(),
                                                  static_cast<unsigned>(sizes.size()));
  EXPECT_EQ(ZDICT_isError(bytes), 0U) << ZDICT_getErrorName(bytes);
  dictionary.resize(bytes);
  return dictionary;
}

TEST(TrainedDictionary, makes_pages_smaller_and_gives_them_back) {
  const std::string path = write_test_file("dictionary", trained_dictionary());
  const Page page = heap_page(1000);
  const std::unique_ptr<Backend> backend = make_codec("zstd:level=3,dictionary=" + path)->create();
  const std::vector<std::byte> compressed = compressed_form(*backend, page);
  EXPECT_LT(compressed.size(), compressed_form(*make_codec("zstd:level=3")->create(), page).size());
  Page restored{};
  EXPECT_EQ(backend->decompress(compressed, restored), Outcome::ok);
  EXPECT_EQ(restored, page);
}

TEST(TrainedDictionary, that_is_damaged_is_bad_input) {
  std::vector<std::byte> dictionary = trained_dictionary();
  dictionary.resize(100);
  const std::string path = write_test_file("dictionary", dictionary);
  try {
    make_codec("zstd:dictionary=" + path);
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    EXPECT_STREQ(error.what(),
                 "--codec zstd: the dictionary is damaged: it begins as a zstd dictionary, but zstd refuses it");
  }
}

}  // namespace
}  // namespace zramlab::test
