// The steps of one explored run, for people: a list, and a timeline.
#pragma once

#include "engine/platform/virtual/place_text.h"
#include "engine/platform/virtual/vector_clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct LoggedStep {
  ThreadIndex thread = 0;
  CpuIndex cpu = 0;
  const char* what = "";       // a literal: "load", "sleeps"
  std::uint32_t word = ~0u;    // which atomic, in order of first use; ~0: none
  std::uint64_t value = 0;     // that it then had
  Place place;
};

class StepLog {
 public:
  void add(const LoggedStep& step) { steps_.push_back(step); }
  // Replaces what a failed run says at its end.
  [[nodiscard]] const std::vector<LoggedStep>& steps() const { return steps_; }
  [[nodiscard]] bool empty() const { return steps_.empty(); }
  void clear() { steps_.clear(); }

  // One line a step: number, thread, CPU, what, where. A blank line where another thread goes on.
  [[nodiscard]] std::string text() const;
  // A Chrome trace as Perfetto reads it: a track for each CPU, a step lasting a microsecond.
  [[nodiscard]] std::string chrome_trace(const std::string& title) const;

 private:
  std::vector<LoggedStep> steps_;
};

// "idle_list.h:112".
// A, B, ... Z, A1, B1, ...
std::string word_name(std::uint32_t number);

}  // namespace zramlab
