#include "engine/platform/virtual/exploration.h"

#include "engine/base/check.h"
#include "engine/platform/virtual/pct_scheduler.h"
#include "engine/platform/virtual/random_scheduler.h"
#include "engine/platform/virtual/replay_scheduler.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zramlab {

namespace {

struct FailedCheck {
  std::string message;
};

// What is wrong at rest, a failed check of the engine included. Later runs must not wait for the crews of a scenario that failed.
std::string look_at_rest(Scenario& scenario) {
  const CheckHandler before = set_check_handler([](std::string message) { throw FailedCheck{std::move(message)}; });
  std::string wrong;
  try {
    wrong = scenario.wrong_at_rest();
  } catch (const FailedCheck& check) {
    wrong = check.message;
  }
  set_check_handler(before);
  if (!wrong.empty()) VirtualCrew<ExploredMachine>::forget_all();
  return wrong;
}

class Explorer {
 public:
  Explorer(const ExploreOptions& options, const MakeScenario& make)
      : options_(options), make_(make), scenario_(make()), machine_(machine_options()) {}
  // A failed scenario is kept for ever.
  ~Explorer() {
    if (failed_) (void)scenario_.release();
  }
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;

  VirtualReport execute(Scheduler& scheduler, StepLog* log = nullptr) {
    renew();
    scenario_->prepare();
    VirtualReport report = machine_.execute(scheduler, body_, log);
    judge(report);
    return report;
  }

  ExploreResult explore() {
    switch (options_.method) {
      case ExploreMethod::search: return search();
      case ExploreMethod::pct: return random_runs(pct_, [this](std::uint64_t seed) { pct_.seed(seed, result_.steps_max); });
      case ExploreMethod::random: return random_runs(walk_, [this](std::uint64_t seed) { walk_.seed(seed); });
    }
    return {};
  }

 private:
  ExploredOptions machine_options() const {
    ExploredOptions machine = options_.machine;
    machine.threads = scenario_->threads();
    return machine;
  }

  // After a failure: the machine starts anew by itself.
  void renew() {
    if (!failed_) return;
    (void)scenario_.release();
    scenario_ = make_();
    failed_ = false;
  }

  void judge(VirtualReport& report) {
    if (!report.failed) {
      const std::string wrong = look_at_rest(*scenario_);
      if (!wrong.empty()) {
        report.failed = true;
        report.failure = VirtualFailure::wrong_at_rest;
        report.message = wrong;
      }
    }
    failed_ = report.failed;
  }

  // One execution of many: no copy of the report unless there is something to say. False: it failed.
  bool execute_next(Scheduler& scheduler) {
    scenario_->prepare();
    const VirtualReport& report = machine_.execute(scheduler, body_);
    ++result_.schedules;
    result_.steps += report.steps;
    result_.steps_max = std::max(result_.steps_max, report.steps);
    std::string wrong;
    if (!report.failed) wrong = look_at_rest(*scenario_);
    if (report.failed || !wrong.empty()) {
      result_.failure = report;
      if (!report.failed) {
        result_.failure.failed = true;
        result_.failure.failure = VirtualFailure::wrong_at_rest;
        result_.failure.message = wrong;
      }
      failed_ = true;
      return false;
    }
    const bool repeats = options_.repeat_every != 0 && (result_.schedules - 1) % options_.repeat_every == 0;
    return !repeats || is_repeatable(report);
  }

  bool is_repeatable(const VirtualReport& first) {
    const std::uint64_t hash = first.schedule_hash;
    const std::uint64_t steps = first.steps;
    const std::vector<Decision> decisions = first.decisions;
    ReplayScheduler again(decisions);
    scenario_->prepare();
    const VirtualReport& second = machine_.execute(again, body_);
    if (!second.failed && second.schedule_hash == hash) {
      (void)look_at_rest(*scenario_);
      return true;
    }
    VirtualCrew<ExploredMachine>::forget_all();
    result_.failure = second;
    result_.failure.failed = failed_ = true;
    result_.failure.failure = VirtualFailure::not_repeatable;
    result_.failure.message = fmt::format(
        "the same choices gave another run: the scenario depends on something that is not chosen\n  first {} steps, then {}\n  {}\n{}",
        steps, second.steps, to_string(decisions), second.message);
    return false;
  }

  ExploreResult search() {
    SearchScheduler search(options_.bounds);
    while (execute_next(search)) {
      ZRAMLAB_CHECK(!search.went_astray(), "a run's begin met other threads than before: it depends on something that is not chosen");
      if (!search.advance()) {
        result_.is_exhausted = true;
        break;
      }
      if (result_.schedules == options_.schedules) break;
    }
    result_.states = search.states();
    return result_;
  }

  template <class Seed>
  ExploreResult random_runs(Scheduler& scheduler, Seed seed) {
    for (std::uint64_t run = 0; run < options_.schedules; ++run) {
      seed(options_.seed + run);
      if (!execute_next(scheduler)) break;
    }
    return result_;
  }

  ExploreOptions options_;
  const MakeScenario& make_;
  std::unique_ptr<Scenario> scenario_;
  ExploredMachine machine_;
  ExploredMachine::Body body_ = [this](ThreadIndex thread) { scenario_->run(thread); };
  PctScheduler pct_{options_.pct_depth, options_.shares};
  RandomScheduler walk_{options_.shares};
  ExploreResult result_;
  bool failed_ = false;
};

}  // namespace

ExploreResult explore(const ExploreOptions& options, const MakeScenario& make) { return Explorer(options, make).explore(); }

VirtualReport replay(const ExploreOptions& options, const MakeScenario& make, const std::vector<Decision>& decisions,
                     StepLog* log) {
  ReplayScheduler scheduler(decisions);
  return Explorer(options, make).execute(scheduler, log);
}

std::vector<Decision> shrink(const ExploreOptions& options, const MakeScenario& make, const VirtualReport& failure) {
  Explorer explorer(options, make);
  std::vector<Decision> kept = failure.decisions;
  for (bool shrunk = true; shrunk;) {
    shrunk = false;
    // From the end: what came first shapes what comes later.
    for (std::size_t i = kept.size(); i-- > 0;) {
      std::vector<Decision> fewer = kept;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      ReplayScheduler scheduler(fewer);
      const VirtualReport report = explorer.execute(scheduler);
      if (!report.failed || report.failure != failure.failure || report.decisions.size() >= kept.size()) continue;
      kept = report.decisions;  // what was carried out
      shrunk = true;
      i = std::min(i, kept.size());
    }
  }
  return kept;
}

VirtualReport run_virtual(const VirtualOptions& options, ThreadIndex threads, const std::function<void(ThreadIndex)>& body) {
  ExploredOptions machine_options{.threads = threads, .cpus = options.cpus, .steps_max = options.steps_max};
  machine_options.spurious = options.spurious_share > 0;
  for (std::size_t kind = 0; kind < fault_kinds; ++kind) {
    if (options.fault_share[kind] > 0) machine_options.faults |= 1u << kind;
  }
  ExploredMachine machine(machine_options);
  RandomScheduler scheduler(options);
  scheduler.seed(options.seed);
  VirtualReport report = machine.execute(scheduler, body);
  if (report.failed) report.message = fmt::format("seed {}: {}", options.seed, report.message);
  return report;
}

}  // namespace zramlab
