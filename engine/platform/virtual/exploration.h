// Exploration: many executions of one scenario, and what to say of a failure.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/random_choices.h"
#include "engine/platform/virtual/search_scheduler.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace zramlab {

// What is explored. One object serves all executions until one fails; then it is kept for ever, as locks in it are held.
class Scenario {
 public:
  Scenario() = default;
  virtual ~Scenario() = default;
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  [[nodiscard]] virtual ThreadIndex threads() const = 0;
  // At rest, before each execution: all that the threads look at must be as it was the first time.
  virtual void prepare() = 0;
  virtual void run(ThreadIndex thread) = 0;
  // At rest, after an execution that did not fail. What is wrong; empty: nothing.
  [[nodiscard]] virtual std::string wrong_at_rest() = 0;
};

using MakeScenario = std::function<std::unique_ptr<Scenario>()>;

enum class ExploreMethod : std::uint8_t { search, pct, random };

struct ExploreOptions {
  ExploreMethod method = ExploreMethod::search;
  ExploredOptions machine;          // but for its threads, which are the scenario's
  SearchBounds bounds;
  std::uint32_t pct_depth = 3;
  ChoiceShares shares;
  std::uint64_t seed = 0;           // of the first random run; the next has the next
  std::uint64_t schedules = 0;      // at most; 0: no limit, which only a search may have
  // Every how many executions one is run again, to see that the same choices give the same run. 0: never.
  std::uint64_t repeat_every = 4096;
};

struct ExploreResult {
  std::uint64_t schedules = 0;
  std::uint64_t steps = 0;        // of all
  std::uint64_t steps_max = 0;    // of one
  std::uint64_t states = 0;       // of a search
  bool is_exhausted = false;      // a search came to its end
  VirtualReport failure;          // of the last execution, if it failed
};

ExploreResult explore(const ExploreOptions& options, const MakeScenario& make);

// One execution of a new scenario by these decisions.
VirtualReport replay(const ExploreOptions& options, const MakeScenario& make, const std::vector<Decision>& decisions,
                     StepLog* log = nullptr);

// Leaves out decisions, one at a time, for as long as what remains fails in the same way.
std::vector<Decision> shrink(const ExploreOptions& options, const MakeScenario& make, const VirtualReport& failure);

// One random execution of body(0) ... body(threads - 1), for tests. Deterministic: the same options, and a body that depends
// on nothing else, give the same schedule to the bit.
struct VirtualOptions : ChoiceShares {
  std::uint64_t seed = 0;
  CpuIndex cpus = 0;  // 0: one for each thread; never more than Virtual::cpu_count()
  // Steps after which a run counts as a livelock.
  std::uint64_t steps_max = 2'000'000;

  VirtualOptions& with_fault(Fault fault, double share) {
    fault_share[static_cast<std::size_t>(fault)] = share;
    return *this;
  }
};
VirtualReport run_virtual(const VirtualOptions& options, ThreadIndex threads, const std::function<void(ThreadIndex)>& body);

}  // namespace zramlab
