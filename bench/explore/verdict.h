// What exploration prints: verdicts, findings, canaries.
#pragma once

#include "bench/explore/hunt.h"
#include "bench/explore/request.h"

#include <string>

namespace zramlab {

// All traffics of one strategy together.
struct Verdict {
  std::string strategy;
  std::uint64_t schedules = 0;
  std::uint64_t steps = 0;
  std::uint64_t states = 0;
  bool is_exhausted = true;
  double seconds = 0;
  ExploreOptions options;          // of the first traffic
  bool has_tighter_bound = false;  // in others

  void add(const ExploreResult& result, const ExploreOptions& of_traffic) {
    if (schedules == 0) options = of_traffic;
    has_tighter_bound = has_tighter_bound || of_traffic.bounds.preemptions != options.bounds.preemptions;
    schedules += result.schedules;
    steps += result.steps;
    states += result.states;
    is_exhausted = is_exhausted && result.is_exhausted;
  }
};

// What was tried: "every schedule", "at most 3 preemptions", and of what memory.
std::string how(const ExploreOptions& options);

void print_verdict(const Verdict& verdict, bool is_right);

// A failure: what happened, each step, and the command that does it again.
void print_finding(const VirtualReport& failure, const StepLog& log, const std::string& command);

void print_hunt(const Canary& canary, const Hunt& hunt);

// THROWS InputError when the file cannot be written.
void write_timeline(const StepLog& log, const std::string& title, const std::string& file);

}  // namespace zramlab
