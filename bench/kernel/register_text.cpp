#include "bench/kernel/register_text.h"

#include "bench/kernel/thing_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zramlab {

namespace {

// The next word of a line, which loses it and one space.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::uint64_t number_of(std::string_view word) {
  std::uint64_t number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

void apply(std::string_view line, std::vector<RegisteredThing>& things) {
  const std::string_view what = take_word(line);
  const std::uint64_t claim = number_of(take_word(line));
  const auto thing = std::find_if(things.begin(), things.end(), [&](const RegisteredThing& other) { return other.claim == claim; });
  if (what == "announced") {
    const ThingKindEntry* const kind = find_thing_kind(take_word(line));
    if (kind != nullptr && thing == things.end()) things.push_back({claim, kind->kind, std::string(line), {}});
  } else if (what == "made" && thing != things.end()) {
    thing->identity = take_word(line);
    thing->name = line;
  } else if (what == "gone" && thing != things.end()) {
    things.erase(thing);
  }
}

}  // namespace

std::string register_head(std::string_view boot) { return fmt::format("zramlab register 1, boot {}", boot); }

std::vector<RegisteredThing> things_in(std::string_view text, std::string_view boot) {
  std::vector<RegisteredThing> things;
  bool is_first = true;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (is_first && line != register_head(boot)) return {};
    if (!is_first) apply(line, things);
    is_first = false;
  }
  return things;
}

}  // namespace zramlab
