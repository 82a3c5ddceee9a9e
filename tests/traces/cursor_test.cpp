// Finding the end of a word, beside a loop over its letters.
#include "traces/importers/cursor.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace zramlab::test {
namespace {

TEST(find_either, finds_the_first_of_the_two_wherever_it_is) {
  Random random(11);
  // Letters beside the wanted ones and their neighbours, also with the top bit set, where a trick with eight at a time would trip.
  const std::string letters = " :!;\x1f\x39\xa0\xba\x80\xff" + std::string(1, '\0') + "aaaaaaaa";
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random.below(40), 'a');
    for (char& letter : text) letter = letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* const expected = std::find_if(begin, end, [](char letter) { return letter == ' ' || letter == ':'; });
    ASSERT_EQ(find_either(begin, end, ' ', ':') - begin, expected - begin) << "round " << i;
  }
}

}  // namespace
}  // namespace zramlab::test
