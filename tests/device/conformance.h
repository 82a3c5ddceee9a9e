// Every scenario x a world x every strategy of the table, each a test of its own: add a strategy and it is here.
#pragma once

#include "tests/device/scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace zramlab::test {

template <class World>
struct NamedScenario {
  const char* name;
  void (*run)(const Entry<World>&, const Round&);
};

#define SCENARIO(name) \
  NamedScenario<World> { #name, name<World> }
template <class World>
constexpr auto scenarios = std::to_array<NamedScenario<World>>({
    SCENARIO(every_kind_of_page_comes_back_as_it_was),
    SCENARIO(readers_of_a_contended_slot_see_whole_pages),
    SCENARIO(statistics_equal_a_recount_after_mixed_traffic),
    SCENARIO(read_during_discard_sees_old_page_or_zeros),
    SCENARIO(racing_writers_overshoot_the_limit_by_a_zspage_each_and_no_more),
    SCENARIO(a_refused_write_leaves_the_slot_as_it_was),
    SCENARIO(streams_can_be_resized_while_writers_run_or_not_at_all),
    SCENARIO(a_failed_compression_fails_the_write_and_nothing_else),
    SCENARIO(non_blocking_allocations_may_fail),
    SCENARIO(partial_writes_patch_any_part_of_a_page),
    SCENARIO(compaction_beside_writers_loses_nothing),
    SCENARIO(a_slot_that_is_free_or_locked_is_told_apart_by_notify_free),
    SCENARIO(more_threads_than_cpus_and_streams_all_finish),
    SCENARIO(a_stream_is_left_when_the_limit_falls_while_another_cannot_be_made),
    SCENARIO(random_faults_are_reported_and_nothing_is_lost),
    SCENARIO(the_last_write_of_a_slot_wins),
    SCENARIO(a_cpu_goes_off_line_and_comes_back),
});
#undef SCENARIO

template <class World>
class ConformanceTest : public testing::Test {
 public:
  ConformanceTest(const NamedScenario<World>& scenario, const Entry<World>& entry) : scenario_(scenario), entry_(entry) {}
  void TestBody() override {
    each_round<World>([&](const Round& round) { scenario_.run(entry_, round); });
  }

 private:
  const NamedScenario<World>& scenario_;
  const Entry<World>& entry_;
};

// Registered as conformance_<world>_<strategy>.<scenario>, with _ for -, which a test filter takes for "but not".
template <class World>
bool register_world(const std::string& world) {
  for (const auto& entry : strategies<typename World::Platform>) {
    if (!entry.card.stores_pages) continue;
    std::string suite = "conformance_" + world + "_" + std::string(entry.name);
    std::replace(suite.begin(), suite.end(), '-', '_');
    for (const auto& scenario : scenarios<World>) {
      testing::RegisterTest(suite.c_str(), scenario.name, nullptr, nullptr, __FILE__, __LINE__, [&entry, &scenario]() -> ConformanceTest<World>* {
                              return new ConformanceTest<World>(scenario, entry);
                            });
    }
  }
  return true;
}

}  // namespace zramlab::test
