// What can be said of the machine without one that misbehaves on demand.
#include "bench/machine_noise.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

bool warns_of(const Result& result, std::string_view words) {
  return std::any_of(result.warnings.begin(), result.warnings.end(),
                     [&](const std::string& warning) { return warning.find(words) != std::string::npos; });
}

Result with_writes(std::uint64_t writes) {
  Result result;
  for (std::uint64_t i = 0; i < writes; ++i) result.measured.write_ns.record(100);
  return result;
}

TEST(machine_noise, too_few_writes_for_the_last_quantile_are_said) {
  Result few = with_writes(9'999);
  MachineNoise().add_warnings(few);
  EXPECT_TRUE(warns_of(few, "p99.9 rests on 9999 writes"));
  Result enough = with_writes(10'000);
  MachineNoise().add_warnings(enough);
  EXPECT_FALSE(warns_of(enough, "p99.9"));
}

TEST(machine_noise, a_run_whose_writes_were_not_timed_has_no_quantile_to_warn_of) {
  Result untimed;
  MachineNoise().add_warnings(untimed);
  EXPECT_FALSE(warns_of(untimed, "p99.9"));
}

TEST(machine_noise, more_threads_than_cpus_are_said) {
  Result result = with_writes(10'000);
  MachineNoise().add_warnings(result);
  EXPECT_FALSE(warns_of(result, "more threads than CPUs"));
  result.oversubscribed = true;
  MachineNoise().add_warnings(result);
  EXPECT_TRUE(warns_of(result, "more threads than CPUs"));
}

}  // namespace
}  // namespace zramlab::test
