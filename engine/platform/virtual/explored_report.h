// What became of one explored run.
#pragma once

#include "engine/platform/virtual/explored_choices.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

enum class VirtualFailure : std::uint8_t {
  none,
  deadlock,         // no thread can run, and not all are done: a lost wake-up is one too
  livelock,         // steps_max reached
  race,             // two accesses to Plain data that nothing orders
  sleep_in_atomic,  // something that may sleep, with preemption off or in an atomic section
  misuse,           // the platform contract was broken, as by a section that is not left
  assertion,        // Virtual::require, or a check of the engine
  exception,        // one left a thread's body
  wrong_at_rest,    // what the run left behind is not right
  not_repeatable,   // the same choices gave another run: something that is not chosen had a say
};

constexpr std::array<std::string_view, 10> failure_names{
    "none", "deadlock", "livelock", "race", "sleep in atomic section", "misuse", "assertion", "exception", "wrong at rest", "not repeatable"};
constexpr std::string_view to_string(VirtualFailure failure) { return failure_names[static_cast<std::size_t>(failure)]; }

struct VirtualReport {
  bool failed = false;
  VirtualFailure failure = VirtualFailure::none;
  std::string message;  // what happened, with the state of every thread
  std::uint64_t steps = 0;
  std::uint64_t switches = 0;
  std::uint64_t schedule_hash = 0;  // equal for equal schedules, on every host
  std::vector<Decision> decisions;  // what gives this run again

  void clear() {
    failed = false;
    failure = VirtualFailure::none;
    message.clear();
    steps = switches = schedule_hash = 0;
    decisions.clear();
  }
};

}  // namespace zramlab
