#include "bench/explore/hunt.h"

#include <array>

namespace zramlab {

namespace {

// High, as a planted bug may need more than one.
constexpr double surprise_share = 0.2;

}  // namespace

ExploreOptions canary_options(const Canary& canary) {
  ExploreOptions options;
  options.machine.cpus = canary.cpus;
  options.machine.faults = canary.faults;
  options.machine.steps_max = 20'000;
  options.bounds = {.preemptions = 2, .surprises = 1};
  options.schedules = search_budget;
  options.shares.fault_share.fill(surprise_share);
  options.shares.spurious_share = surprise_share;
  options.shares.migration_share = surprise_share;
  return options;
}

Hunt hunt(const Canary& canary) {
  struct Attempt {
    ExploreMethod method;
    std::uint64_t schedules;
    std::uint32_t pct_depth;
  };
  constexpr std::array<Attempt, 3> attempts{
      {{ExploreMethod::search, search_budget, 1}, {ExploreMethod::pct, pct_budget, 3}, {ExploreMethod::pct, pct_budget, 5}}};
  Explored::set_cpu_count(canary.cpus);
  Hunt hunt;
  hunt.options = canary_options(canary);
  for (const Attempt& attempt : attempts) {
    hunt.options.method = attempt.method;
    hunt.options.schedules = attempt.schedules;
    hunt.options.pct_depth = attempt.pct_depth;
    const ExploreResult result = explore(hunt.options, canary.make);
    hunt.schedules += result.schedules;
    hunt.failure = result.failure;
    if (result.failure.failed) break;
  }
  const VirtualFailure found = hunt.failure.failure;
  hunt.is_found = hunt.failure.failed && (found == canary.expected || found == canary.or_as);
  return hunt;
}

}  // namespace zramlab
