#include "tests/support/world.h"

#include <errno.h>

#include <cstdlib>
#include <latch>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>

#if defined(ZRAMLAB_THREAD_SANITIZER)
// oneTBB's allocator is not instrumented: memory of its queue that is freed and allocated again looks like a race with the
// former owner. Which of the two
// functions that make a page the report names depends on what was inlined.
extern "C" const char* __tsan_default_suppressions() {
  return "race:padded_page::padded_page\nrace:micro_queue*::prepare_page\n";
}
#endif

namespace zramlab {

namespace {

// Enough for every canary of tests/sync to be caught several times over.
constexpr std::uint64_t virtual_rounds = 200;
// The host chooses its own schedules; more rounds find little more.
constexpr std::uint64_t host_rounds = 3;

std::vector<std::uint64_t> seeds_below(std::uint64_t count) {
  std::vector<std::uint64_t> seeds(count);
  std::iota(seeds.begin(), seeds.end(), std::uint64_t{0});
  return seeds;
}

std::string replay_line_of(std::uint64_t seed) {
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  std::string line = "ZRAMLAB_SEED=" + std::to_string(seed) + " " + program_invocation_short_name;
  if (test != nullptr) line += std::string(" --gtest_filter=") + test->test_suite_name() + "." + test->name();
  return line;
}

}  // namespace

std::vector<std::uint64_t> HostWorld::seeds() { return seeds_below(host_rounds); }

void HostWorld::run(const Round&, ThreadIndex threads, const Body& body, const VirtualOptions&) {
  std::latch start(threads);
  std::latch end(threads);
  std::vector<std::thread> workers;
  for (ThreadIndex thread = 0; thread < threads; ++thread) {
    workers.emplace_back([&, thread] {
      Host::enter(thread);
      start.arrive_and_wait();
      body(thread);
      Host::leave();
      end.arrive_and_wait();  // another thread may be looking at where this one runs: its memory stays until all are done
    });
  }
  for (std::thread& worker : workers) worker.join();
}

std::vector<std::uint64_t> VirtualWorld::seeds() {
  if (const char* const only = std::getenv("ZRAMLAB_SEED")) return {std::strtoull(only, nullptr, 10)};
  return seeds_below(virtual_rounds);
}

void VirtualWorld::run(const Round& round, ThreadIndex threads, const Body& body, const VirtualOptions& options) {
  set_replay_line(replay_line_of(round.seed));
  VirtualOptions seeded = options;
  seeded.seed = round.seed;
  const VirtualReport report = run_virtual(seeded, threads, body);
  set_replay_line("");
  if (report.failed) ADD_FAILURE() << report.message << "  replay: " << replay_line_of(round.seed);
}

void keep_for_ever(std::shared_ptr<void> state) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::shared_ptr<void>>;
  const std::lock_guard guard(mutex);
  kept.push_back(std::move(state));
}

}  // namespace zramlab
