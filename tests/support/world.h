// Two worlds for one test: real threads on the host, and virtual threads under many seeds.
//
//   using Worlds = testing::Types<HostWorld, VirtualWorld>;
//
//   TYPED_TEST(SpinlockTest, admits_one_thread_at_a_time) {
//     each_round<TypeParam>([](const Round& round) {
//       Guarded<typename TypeParam::Platform> state;
//       TypeParam::run(round, 3, [&](ThreadIndex thread) { ... });
//       EXPECT_EQ(...);
//     });
//   }
#pragma once

#include "engine/base/sanitizers.h"
#include "engine/platform/host/host.h"
#include "engine/platform/virtual/explored.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace zramlab {

// The explored world, under the name that tests use for it.
using Virtual = Explored;

// One repetition of a test; the seed is also for the test's own random choices.
struct Round {
  std::uint64_t seed = 0;
};

using Body = std::function<void(ThreadIndex)>;

struct HostWorld {
  using Platform = Host;
  static constexpr bool is_virtual = false;
  static std::vector<std::uint64_t> seeds();
  // Runs the body once in each of `threads` threads, which start together. The options are for the other world.
  static void run(const Round& round, ThreadIndex threads, const Body& body, const VirtualOptions& options = {});
};

struct VirtualWorld {
  using Platform = Virtual;
  static constexpr bool is_virtual = true;
  // 200 of them; with ZRAMLAB_SEED=N in the environment only N.
  static std::vector<std::uint64_t> seeds();
  // A failure of the run fails the test, and prints how to replay it. options.seed is the round's.
  static void run(const Round& round, ThreadIndex threads, const Body& body, const VirtualOptions& options = {});
};

// Calls scenario(round) for each seed of the world, until one fails.
template <class World, class Scenario>
void each_round(Scenario scenario) {
  for (const std::uint64_t seed : World::seeds()) {
    scenario(Round{seed});
    if (testing::Test::HasFailure()) return;
  }
}

// Keeps `state` for ever: what a failed run used cannot be torn down, because its locks are held.
void keep_for_ever(std::shared_ptr<void> state);

#if defined(ZRAMLAB_ADDRESS_SANITIZER)
extern "C" void __lsan_disable();
extern "C" void __lsan_enable();
#endif

// While one lives, what is allocated is no leak: a failed run's state is kept, and part of it lies where the leak checker does
// not look (a pool's reserved memory).
class LeaksAllowed {
 public:
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  LeaksAllowed() { __lsan_disable(); }
  ~LeaksAllowed() { __lsan_enable(); }
#else
  LeaksAllowed() {}
  ~LeaksAllowed() {}
#endif
  LeaksAllowed(const LeaksAllowed&) = delete;
  LeaksAllowed& operator=(const LeaksAllowed&) = delete;
};

// For canaries. Runs body(state, thread) on a fresh State under seeds 0, 1, ... until a run fails, or until `seeds` runs
// have passed; after(state) looks at what a run left, and may Virtual::require something of it. Returns the failed run's
// report, or one that has not failed.
template <class State>
VirtualReport first_failure(std::uint64_t seeds, ThreadIndex threads, std::function<void(State&, ThreadIndex)> body,
                            VirtualOptions options = {}, std::function<void(State&)> after = nullptr) {
  const LeaksAllowed leaks_allowed;
  for (options.seed = 0; options.seed < seeds; ++options.seed) {
    const auto state = std::make_shared<State>();
    VirtualReport report = run_virtual(options, threads, [&](ThreadIndex thread) { body(*state, thread); });
    if (!report.failed && after) report = run_virtual(options, 1, [&](ThreadIndex) { after(*state); });
    if (!report.failed) continue;
    keep_for_ever(state);
    return report;
  }
  return {};
}

}  // namespace zramlab
