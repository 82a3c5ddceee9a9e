#include "bench/explore/speed.h"

#include "bench/explore/canaries/canary.h"
#include "bench/explore/traffic.h"
#include "engine/base/table.h"
#include "engine/platform/virtual/exploration.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "strategies/table.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <ctime>

namespace zramlab {

namespace {

// Three threads take one of two streams and give it back, twice: an idle list and its wait queue, without pages. About 40 steps.
struct StreamPool {
  static constexpr ThreadIndex threads = 3;

  void run(ThreadIndex thread) {
    for (int count = 0; count < 2; ++count) {
      std::uint32_t stream = none;
      if ((stream = take()) == none) {
        waiters.sleep_until([&] { return (stream = take()) != none; }, WaitQueue<Explored>::Waiting::exclusive);
      }
      user[stream].set(thread);
      {
        const Locked guard(lock);
        idle[stream].set(true);
      }
      waiters.wake();
    }
  }

  static constexpr std::uint32_t none = 2;
  std::uint32_t take() {
    const Locked guard(lock);
    for (std::uint32_t stream = 0; stream < none; ++stream) {
      if (!idle[stream].get()) continue;
      idle[stream].set(false);
      return stream;
    }
    return none;
  }

  Spinlock<Explored> lock;
  WaitQueue<Explored> waiters;
  std::array<Explored::Plain<bool>, none> idle{Explored::Plain<bool>(true), Explored::Plain<bool>(true)};
  std::array<Explored::Plain<ThreadIndex>, none> user;
};

std::unique_ptr<Scenario> make_strategy_scenario() {
  DeviceScenarioOptions options;
  options.threads = 3;
  options.operations = 2;
  options.streams = 2;
  return std::make_unique<DeviceScenario>(*find_in(strategies<Explored>, "idle-list"), options);
}

struct Method {
  const char* name;
  ExploreMethod method;
  bool weak_memory;
};
constexpr std::array<Method, 5> methods{{{"random walk, weak memory", ExploreMethod::random, true},
                                         {"random walk, sequentially consistent", ExploreMethod::random, false},
                                         {"PCT of depth 3, weak memory", ExploreMethod::pct, true},
                                         {"PCT of depth 3, sequentially consistent", ExploreMethod::pct, false},
                                         {"at most 3 preemptions", ExploreMethod::search, false}}};

// Of this process: what others do on this machine does not count.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void measure(const char* subject, const MakeScenario& make, const Method& method) {
  ExploreOptions options;
  options.method = method.method;
  options.machine.cpus = 3;
  options.machine.weak_memory = method.weak_memory;
  options.bounds = {.preemptions = 3, .surprises = 0};
  options.schedules = 1'000'000;
  const double begin = cpu_seconds();
  const ExploreResult result = explore(options, make);
  const double seconds = cpu_seconds() - begin;
  fmt::print("{:<22} {:<42} {:>8.3f} M schedules/CPU s {:>6.1f} steps each {:>6.1f} ns/step{}\n", subject, method.name,
             static_cast<double>(result.schedules) / seconds / 1e6,
             static_cast<double>(result.steps) / static_cast<double>(result.schedules),
             seconds * 1e9 / static_cast<double>(result.steps), result.failure.failed ? "  WRONG" : "");
  std::fflush(stdout);
}

}  // namespace

void print_speed() {
  Explored::set_cpu_count(3);
  for (const Method& method : methods) measure("stream pool, 3 x 2", planted::make_state<StreamPool>, method);
  for (const Method& method : methods) measure("idle-list, 3 x 2", make_strategy_scenario, method);
}

}  // namespace zramlab
