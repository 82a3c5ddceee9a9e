// Small programs to explore, and what they can end with.
#pragma once

#include "engine/platform/virtual/explored.h"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace zramlab::test {

using Word = Explored::Atomic<std::uint32_t>;

// A State with `threads`, run(thread) and outcome(); the outcomes of all executions are collected.
template <class State>
class Collecting final : public Scenario {
 public:
  explicit Collecting(std::multiset<std::string>& outcomes) : outcomes_(outcomes) {}
  [[nodiscard]] ThreadIndex threads() const override { return State::threads; }
  void prepare() override { state_ = std::make_unique<State>(); }
  void run(ThreadIndex thread) override { state_->run(thread); }
  [[nodiscard]] std::string wrong_at_rest() override {
    outcomes_.insert(state_->outcome());
    return {};
  }

 private:
  std::multiset<std::string>& outcomes_;
  std::unique_ptr<State> state_;
};

struct Outcomes {
  ExploreResult result;
  std::multiset<std::string> outcomes;

  [[nodiscard]] std::set<std::string> distinct() const { return {outcomes.begin(), outcomes.end()}; }
};

template <class State>
Outcomes explore_all(ExploreOptions options) {
  Outcomes explored;
  if (options.machine.cpus == 0) options.machine.cpus = State::threads;
  Explored::set_cpu_count(options.machine.cpus);
  options.repeat_every = 16;
  if (options.method != ExploreMethod::search && options.schedules == 0) options.schedules = 20'000;
  explored.result = explore(options, [&] { return std::make_unique<Collecting<State>>(explored.outcomes); });
  // A run that is repeated is looked at twice.
  return explored;
}

// Every schedule, with as many surprises as asked for.
inline ExploreOptions every_schedule(std::uint32_t surprises = 0) {
  ExploreOptions options;
  options.bounds.surprises = surprises;
  options.machine.spurious = surprises != 0;
  return options;
}

}  // namespace zramlab::test
