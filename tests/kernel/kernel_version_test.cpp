// Which strategy which kernel has.
#include "bench/kernel/kernel_version.h"

#include "engine/base/table.h"
#include "engine/platform/host/host.h"
#include "strategies/table.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

std::string_view strategy_of(std::string_view release) { return strategy_of_kernel(kernel_version_of(release)); }

TEST(kernel_version, is_the_first_two_numbers_of_a_release) {
  const KernelVersion version = kernel_version_of("6.18.44-cloud-amd64");
  EXPECT_EQ(version.major, 6u);
  EXPECT_EQ(version.minor, 18u);
  EXPECT_EQ(version.name(), "6.18");
  EXPECT_EQ(version.release, "6.18.44-cloud-amd64");
  EXPECT_EQ(kernel_version_of("7.0-rc1").name(), "7.0");
  EXPECT_EQ(kernel_version_of("no release").name(), "0.0");
}

TEST(kernel_version, of_this_machine_is_known) { EXPECT_GE(running_kernel().major, 3u); }

// The history of zram's write path: the first and the last version of each strategy, and its neighbours.
TEST(kernel_version, has_the_strategy_that_its_cards_name) {
  EXPECT_EQ(strategy_of("3.13.0"), "unknown");
  EXPECT_EQ(strategy_of("3.14.0"), "global-mutex");
  EXPECT_EQ(strategy_of("3.15.0"), "single-stream");
  EXPECT_EQ(strategy_of("4.6.7"), "single-stream");
  EXPECT_EQ(strategy_of("4.7.0"), "per-cpu");
  EXPECT_EQ(strategy_of("5.18.19"), "per-cpu");
  EXPECT_EQ(strategy_of("5.19.17"), "per-cpu-no-fallback");
  EXPECT_EQ(strategy_of("6.0.0"), "per-cpu");
  EXPECT_EQ(strategy_of("6.14.11"), "per-cpu");
  EXPECT_EQ(strategy_of("6.15.0"), "per-cpu-sleepable");
  EXPECT_EQ(strategy_of("7.1.0"), "per-cpu-sleepable");
}

TEST(kernel_version, names_only_strategies_that_there_are) {
  for (const char* const release : {"3.14", "3.15", "4.7", "5.19", "6.0", "6.15"}) {
    EXPECT_NE(find_in(strategies<Host>, strategy_of(release)), nullptr) << release;
  }
}

}  // namespace
}  // namespace zramlab::test
