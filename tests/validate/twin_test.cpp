// The twin's model on the simulated machine: against what must hold, and against SimGrid where it was built.
#include "bench/validate/machine_twin.h"

#include <gtest/gtest.h>

#include <numeric>

namespace zramlab::test {
namespace {

TwinModel small_model(StreamGuard guard, unsigned cpus, unsigned streams) {
  return {.cpus = cpus, .streams = streams, .duration_ns = 100e6, .seed = 7, .guard = guard,
          .contents = {{10'000, 400, 3000}, {14'000, 900, 5000}, {7000, 100, 2000}}};
}

TEST(bare_twin, one_cpu_waits_for_nobody) {
  const std::uint64_t alone = run_bare_twin(small_model(StreamGuard::own, 1, 1)).pages;
  EXPECT_EQ(run_bare_twin(small_model(StreamGuard::mutex, 1, 1)).pages, alone);
  EXPECT_EQ(run_bare_twin(small_model(StreamGuard::pool, 1, 1)).pages, alone);
}

TEST(bare_twin, a_stream_for_each_cpu_is_as_good_as_its_own) {
  // Not to the page: a CPU may use lines that only it has a little ahead of the others (SimulatedMachine::order_access), who wait for
  // it then.
  const auto pages = [](StreamGuard guard) { return static_cast<double>(run_bare_twin(small_model(guard, 8, 8)).pages); };
  EXPECT_NEAR(pages(StreamGuard::pool) / pages(StreamGuard::own), 1, 0.001);
}

TEST(bare_twin, one_stream_is_a_mutex) {
  const auto pages = [](StreamGuard guard) { return static_cast<double>(run_bare_twin(small_model(guard, 8, 1)).pages); };
  EXPECT_NEAR(pages(StreamGuard::pool) / pages(StreamGuard::mutex), 1, 0.01);
}

TEST(strategy_twin, a_device_behind_the_model_changes_no_time) {
  const TwinPages pages = twin_pages("gxx", "lz4");
  TwinModel model = small_model(StreamGuard::own, 4, 4);
  model.contents = times_of(pages);
  const auto bare = static_cast<double>(run_bare_twin(model).pages);
  EXPECT_NEAR(static_cast<double>(run_strategy_as_twin("per-cpu", model, pages).pages) / bare, 1, 0.001);
}

#ifdef ZRAMLAB_TWIN
TEST(simgrid_twin, says_the_same_of_every_guard) {
  for (const StreamGuard guard : {StreamGuard::pool, StreamGuard::mutex, StreamGuard::own}) {
    const TwinModel model = small_model(guard, 8, 3);
    for (const TwinWork work : {TwinWork::execute, TwinWork::sleep}) {
      const auto expected = static_cast<double>(run_simgrid_twin(ZRAMLAB_TWIN, model, work).pages);
      EXPECT_NEAR(static_cast<double>(run_bare_twin(model).pages) / expected, 1, 0.01) << to_string(guard);
    }
  }
}
#endif

}  // namespace
}  // namespace zramlab::test
