// What both sides of a referee do, one after the other, and how it is written: "w5:12 p5:r3@100+64 d0+16 c".
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// A page that an action stores: one of the contents at hand, or one that is made of its number.
struct PageName {
  enum class Kind : std::uint8_t {
    given,        // "12": number 12 of the trace's or of --content
    same_filled,  // "s12": the word 12 over and over
    random,       // "r12": random bytes, which no codec makes shorter
  };
  Kind kind = Kind::given;
  std::uint32_t number = 0;

  bool operator==(const PageName&) const = default;
};

struct Action {
  enum class Kind : std::uint8_t {
    write,    // "w5:12": page 12 into slot 5
    partial,  // "p5:12@100+64": 64 bytes of page 12, from its byte 100 on, into the same place of slot 5's page
    discard,  // "d5": slot 5; "d5+16": sixteen slots from slot 5 on
    compact,  // "c"
  };
  Kind kind = Kind::write;
  std::uint16_t offset = 0;
  std::uint16_t length = 0;
  SlotIndex slot = 0;
  std::uint32_t count = 1;  // slots, of a discard
  PageName page = {};

  bool operator==(const Action&) const = default;
};

// Slots that a referee's device may have: 64 GiB, which a sparse disk bears.
inline constexpr std::uint64_t referee_slots_max = std::uint64_t{1} << 24;

std::string to_string(const Action& action);
std::string to_string(std::span<const Action> actions);  // with blanks between

// The actions that `text` holds, with blanks, line ends or commas between them. THROWS InputError (usage) that names `option` and
// the action.
std::vector<Action> parse_actions(std::string_view text, std::string_view option);

// The largest slot that any of them touches + 1; 1 at least.
std::uint64_t slots_needed(std::span<const Action> actions);

}  // namespace zramlab
