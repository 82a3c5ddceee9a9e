// Search: every schedule within a bound, but for those that are another one in other words.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/visited_states.h"

#include <cstdint>
#include <vector>

namespace zramlab {

struct SearchBounds {
  static constexpr std::uint32_t unbounded = ~0u;

  // Switches away from a thread that could go on, and migrations, in one run.
  std::uint32_t preemptions = unbounded;
  // Surprises in one run: stale loads, spurious wake-ups, failures.
  std::uint32_t surprises = 1;
  // For tests: they remove transitions, and the states that are come to are the same without.
  bool sleep_sets = true;
};

// Depth first over the decisions, each execution from the start. Two reductions:
//
// 1. States. Runs that differ only in the order of events that do not concern each other lead to the same state, which
//    ExploredMachine::hash() names. A state is left by each thread once (Musuvathi and Qadeer's happens-before caching; with
//    a bound, once more where more of the bound is left).
// 2. Sleep sets (Godefroid), without a bound only: what was tried from a state need not be tried after a step that does not
//    concern it. They remove transitions, not states; a state keeps the set it was left with, and is left again by the
//    threads that a later visitor does not have in its own.
//
// An execution that comes to a state where nothing is left to try runs to its end by default, so that all end at rest.
class SearchScheduler final : public Scheduler {
 public:
  explicit SearchScheduler(const SearchBounds& bounds) : bounds_(bounds) {}

  // Goes to the next run. False: there is none. Call after each run.
  bool advance();

  void begin(ExploredMachine& machine) override;
  ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) override;
  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t detail) override;

  [[nodiscard]] std::size_t states() const { return visited_.count(); }
  // Whether a replayed prefix met other threads or options than before: the scenario depends on something else.
  [[nodiscard]] bool went_astray() const { return astray_; }

 private:
  struct Node {
    ThreadMask enabled = 0;       // 0: a choice with `options`
    ThreadMask left = 0;          // to be tried after `chosen`
    ThreadMask asleep = 0;        // when the state was reached, and who was tried since
    std::uint32_t chosen = 0;
    std::uint32_t options = 0;
    ThreadIndex running = 0;
  };

  [[nodiscard]] bool is_bounded() const { return bounds_.preemptions != SearchBounds::unbounded; }
  Node* next_node();
  ThreadIndex take(Node& node);
  ThreadMask worth_trying(ThreadIndex running, ThreadMask enabled);
  ThreadIndex drain(ThreadIndex running, ThreadMask enabled);

  SearchBounds bounds_;
  ExploredMachine* machine_ = nullptr;
  VisitedStates visited_;
  std::vector<Node> path_;
  std::size_t depth_ = 0;        // in this run
  std::uint32_t preemptions_ = 0;
  std::uint32_t surprises_ = 0;
  bool uses_sleep_sets_ = false;
  bool draining_ = false;
  bool astray_ = false;
};

}  // namespace zramlab
