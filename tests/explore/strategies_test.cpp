// Every strategy of the table, explored: add one and it is here.
#include "bench/explore/request.h"
#include "engine/base/table.h"
#include "strategies/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace zramlab::test {
namespace {

struct Gate {
  const char* name;
  ThreadIndex threads;
  std::uint32_t operations;
  CpuIndex cpus;
  std::uint32_t bound;      // SearchBounds::unbounded: every schedule
  std::uint32_t pct_depth;  // 0: search
};
constexpr std::uint32_t none = SearchBounds::unbounded;
constexpr std::array<Gate, 6> gates{{
    {"every_schedule_of_2_threads_with_2_operations", 2, 2, 2, none, 0},
    {"every_schedule_of_3_threads_with_1_operation", 3, 1, 3, none, 0},
    {"at_most_3_preemptions_of_3_threads_with_2_operations", 3, 2, 3, 3, 0},
    {"pct_of_depth_3_of_8_threads_on_4_cpus", 8, 2, 4, none, 3},
    {"pct_of_depth_5_of_8_threads_on_4_cpus", 8, 2, 4, none, 5},
    {"pct_with_true_locks_and_everything_visible", 3, 2, 2, none, 3},
}};

// What one search may use in CI. Where that is not enough (docs/exploring.md says for which strategies) the highest bound of
// 3 preemptions or fewer that ends within it stands in.
constexpr std::uint64_t search_schedules_max = 400'000;
constexpr std::uint64_t pct_schedules = 5'000;

class StrategyGate : public testing::Test {
 public:
  StrategyGate(const ExploredStrategy& strategy, const Gate& gate) : strategy_(strategy), gate_(gate) {}

  void TestBody() override {
    Explored::set_cpu_count(gate_.cpus);
    ExploreRequest request = made_request();
    for (const TrafficEntry& traffic : traffics) {
      // More than writes would take minutes with three threads.
      const bool is_more = traffic.traffic != Traffic::writes || traffic.faults != 0;
      if (!traffic.suits(strategy_.card) || (gate_.threads == 3 && is_more)) continue;
      expect_right(request, {&strategy_, &traffic});
    }
  }

 private:
  [[nodiscard]] ExploreRequest made_request() const {
    ExploreRequest request;
    request.scenario.threads = gate_.threads;
    request.scenario.operations = gate_.operations;
    request.scenario.streams = std::max(gate_.threads, 2u) - 1;
    request.options.machine.cpus = gate_.cpus;
    const bool is_search = gate_.pct_depth == 0;
    const bool is_true = gate_.cpus < gate_.threads && gate_.threads == 3;
    request.options.method = is_search ? ExploreMethod::search : ExploreMethod::pct;
    request.options.pct_depth = std::max(gate_.pct_depth, 1u);
    request.options.bounds = {.preemptions = gate_.bound, .surprises = gate_.threads == 2 ? 1u : 0u};
    request.options.schedules = is_search ? search_schedules_max : pct_schedules;
    request.options.machine.locks_at_once = !is_true;
    request.scenario.all_visible = is_true;
    return request;
  }

  static void expect_right(const ExploreRequest& request, const Subject& subject) {
    ExploreOptions options = options_for(request, subject);
    ExploreResult result = explore(options, scenario_for(request, subject));
    for (std::uint32_t bound = 3; bound > 0 && options.method == ExploreMethod::search; --bound) {
      if (result.failure.failed || result.is_exhausted) break;
      options.bounds.preemptions = bound;
      result = explore(options, scenario_for(request, subject));
    }
    // A crew's threads are two more; for them PCT has to do.
    const bool must_end = options.method == ExploreMethod::search && !subject.strategy->card.completes_later;
    EXPECT_TRUE(!must_end || result.is_exhausted) << "too large even for one preemption";
    EXPECT_FALSE(result.failure.failed) << result.failure.message << "replay: "
                                        << replay_command(request, subject, result.failure.decisions);
  }

  const ExploredStrategy& strategy_;
  const Gate& gate_;
};

// Sleep sets that left out a step too many would leave out a state.
TEST(SleepSets, come_to_the_same_states_as_none) {
  for (const std::string_view name : {"idle-list", "single-stream", "per-cpu", "per-cpu-sleepable", "tbb-queue", "hybrid"}) {
    Explored::set_cpu_count(2);
    const ExploredStrategy& strategy = *find_in(strategies<Explored>, name);
    for (const Traffic traffic : {Traffic::writes, Traffic::mixed}) {
      DeviceScenarioOptions scenario;
      scenario.traffic = traffic;
      ExploreOptions options;
      options.machine.cpus = 2;
      options.machine.locks_at_once = true;
      const MakeScenario make = [&] { return std::make_unique<DeviceScenario>(strategy, scenario); };
      const ExploreResult with = explore(options, make);
      options.bounds.sleep_sets = false;
      const ExploreResult without = explore(options, make);
      EXPECT_TRUE(with.is_exhausted && without.is_exhausted) << name;
      EXPECT_EQ(with.states, without.states) << name;
      EXPECT_LE(with.schedules, without.schedules) << name;
    }
  }
}

const bool registered = [] {
  for (const ExploredStrategy& strategy : strategies<Explored>) {
    std::string suite = "explore_" + std::string(strategy.name);
    std::replace(suite.begin(), suite.end(), '-', '_');
    for (const Gate& gate : gates) {
      testing::RegisterTest(suite.c_str(), gate.name, nullptr, nullptr, __FILE__, __LINE__,
                            [&strategy, &gate]() -> StrategyGate* { return new StrategyGate(strategy, gate); });
    }
  }
  return true;
}();

}  // namespace
}  // namespace zramlab::test
