// Choices: what a schedule is made of, and how one is written down.
#pragma once

#include "engine/base/types.h"
#include "engine/platform/virtual/explored_options.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

using ThreadMask = std::uint32_t;

constexpr ThreadMask bit(ThreadIndex thread) { return ThreadMask{1} << thread; }
// Threads in a mask. std::popcount calls a library where the compiler must not count on the instruction, and how often a loop goes round
// nobody can foresee.
constexpr std::uint32_t count_of(ThreadMask mask) {
  static_assert(explored_threads_max <= 16);
  mask -= mask >> 1 & 0x5555;
  mask = (mask & 0x3333) + (mask >> 2 & 0x3333);
  mask = (mask + (mask >> 4)) & 0x0f0f;
  return (mask + (mask >> 8)) & 0x1f;
}

// What can be chosen besides the thread that takes the next step. Option 0 is always what happens of itself.
enum class Choice : std::uint8_t {
  cpu,           // on which CPU the thread finds itself; 0: on that where it was
  waiter,        // which of several sleepers a wake-up takes
  stale,         // how many stores back a load looks; from here on each but option 0 is a surprise
  spurious_wake,
  weak_failure,  // of a compare_exchange_weak
  owner_is_off,  // is_running says no of a thread that was preempted
  gives_up_spin,
  fault,         // P::fails says yes
};
constexpr bool is_surprise(Choice choice) { return choice >= Choice::stale; }

// One point at which a run did not take option 0. By default a thread goes on for as long as it can, and then comes the
// lowest one that can run.
//
// Points are counted within each thread, so that a decision keeps its meaning when an earlier one is left out.
struct Decision {
  static constexpr ThreadIndex at_start = 0xff;  // in place of a thread: who goes first

  ThreadIndex thread = 0;
  std::uint32_t point = 0;
  bool is_switch = false;   // else an option of a Choice
  std::uint32_t taken = 0;  // the thread that goes on, or the option

  bool operator==(const Decision&) const = default;
};

// "0.12:1,1.5=2": before its 12th point thread 0 gives way to thread 1; at its 5th thread 1 takes option 2. "default" for none.
std::string to_string(const std::vector<Decision>& decisions);
// THROWS InputError (usage) that says where the text is wrong.
std::vector<Decision> parse_decisions(std::string_view text);

}  // namespace zramlab
